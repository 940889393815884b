package io.swabline.issuer;

import io.swabline.protocol.IssueNumber;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A registered person in the middle of a transaction: what was read, and what became of it. The desk's thread changes it;
 * {@link UnitOfWork} writes what changed.
 */
final class Resident {
    private final boolean isNew;
    private Person person;
    private final long revision;
    private long lastIssueNumber;
    private DayCount reissues;
    private DayCount applications;
    private StoredConsent consent;
    private boolean isConsentOnly;
    private boolean isChanged;
    private boolean isConsentChanged;
    private boolean isIssuedTo;
    /** Neither expired nor superseded, by issue number. */
    private final List<StoredCode> outstanding = new ArrayList<>();
    /** Of persons who are the same. */
    private final Set<String> otherNames = new HashSet<>();

    private Resident(
        final boolean isNew, final Person person, final long revision, final long lastIssueNumber, final DayCount reissues) {
        this.isNew = isNew;
        this.person = person;
        this.revision = revision;
        this.lastIssueNumber = lastIssueNumber;
        this.reissues = reissues;
        this.isChanged = isNew;
    }

    static Resident registering(final Person person) {
        final Resident resident = new Resident(true, person, 1, 0, DayCount.NONE);
        resident.applications = DayCount.NONE;
        return resident;
    }

    static Resident stored(
        final Person person, final long revision, final long lastIssueNumber, final DayCount reissues,
        final DayCount applications, final StoredConsent consent, final boolean isConsentOnly) {
        final Resident resident = new Resident(false, person, revision, lastIssueNumber, reissues);
        resident.applications = applications;
        resident.consent = consent;
        resident.isConsentOnly = isConsentOnly;
        return resident;
    }

    /** Whether somebody names the person as registered; a person who is not registered may have any name. */
    static boolean isNamed(final Resident resident, final Person person) {
        return resident == null || resident.isNamed(person.maskedName());
    }

    /** Takes the name that the person goes by now. */
    void rename(final String maskedName) {
        if (!maskedName.equals(person.maskedName())) {
            person = new Person(person.pseudonym(), maskedName, person.birthDate());
            isChanged = true;
        }
    }

    /** Takes the birth date as the city's app, or staff, states it now; null says nothing. */
    void born(final LocalDate birthDate) {
        if (birthDate != null && !birthDate.equals(person.birthDate())) {
            person = new Person(person.pseudonym(), person.maskedName(), birthDate);
            isChanged = true;
        }
    }

    /** Takes over what is kept of a person who is the same: numbers go on after those of both, and what limits adds up. */
    void takeOver(final Resident same) {
        lastIssueNumber = Math.max(lastIssueNumber, same.lastIssueNumber);
        reissues = reissues.plus(same.reissues);
        applications = applications.plus(same.applications);
        isConsentOnly |= same.isConsentOnly;
        consentChanges();
        alsoNamed(same.person.maskedName());
        born(same.person.birthDate());
        same.consent(null);
    }

    /** By another document. */
    void alsoNamed(final String maskedName) {
        otherNames.add(maskedName);
    }

    /** Whether the person goes by that name, in one of the documents. */
    boolean isNamed(final String maskedName) {
        return person.maskedName().equals(maskedName) || otherNames.contains(maskedName);
    }

    /**
     * By {@link IssueNumber}: where the registry was lost, or an older one restored, servers remember cut-offs of numbers
     * that it does not know, and a new code must not fall under them.
     */
    long nextIssueNumber(final Instant now) {
        isChanged = true;
        isIssuedTo = true;
        lastIssueNumber = IssueNumber.next(lastIssueNumber, now.getEpochSecond());
        return lastIssueNumber;
    }

    void countReissue(final long day) {
        reissues = reissues.plusOne(day);
        isChanged = true;
    }

    void countApplication(final long day) {
        applications = applications.plusOne(day);
        consentChanges();
    }

    /** Takes a one-time code in the place of the one that there may be; null takes that one away. */
    void consent(final StoredConsent other) {
        consent = other;
        consentChanges();
    }

    /** From now on nobody is granted by age alone. */
    void askForConsent() {
        isConsentOnly = true;
        consentChanges();
    }

    private void consentChanges() {
        isConsentChanged = true;
        isChanged = true;
    }

    /** The person's codes or relatives change: whoever changes them elsewhere at this moment has to look again. */
    void touch() {
        isChanged = true;
    }

    List<StoredCode> outstanding() {
        return outstanding;
    }

    Person person() {
        return person;
    }

    boolean isNew() {
        return isNew;
    }

    boolean isChanged() {
        return isChanged;
    }

    /** What is kept beside the person: applications, one-time code, whether consent is asked for. */
    boolean isConsentChanged() {
        return isConsentChanged;
    }

    boolean isIssuedTo() {
        return isIssuedTo;
    }

    /** As it was read. */
    long revision() {
        return revision;
    }

    long lastIssueNumber() {
        return lastIssueNumber;
    }

    /** By the person. */
    DayCount reissues() {
        return reissues;
    }

    /** Of this person as a guardian. */
    DayCount applications() {
        return applications;
    }

    /** Null for none. */
    StoredConsent consent() {
        return consent;
    }

    boolean isConsentOnly() {
        return isConsentOnly;
    }
}
