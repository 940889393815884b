package io.swabline.issuer.http;

import io.swabline.issuer.Kinship;
import io.swabline.issuer.Reason;
import io.swabline.issuer.Residence;

/** What a request's body said; {@link #close} overwrites who it was about. Used by the event loop. */
final class RequestFields implements AutoCloseable {
    private final Identity person = new Identity("");
    private final Identity guardian = new Identity("guardian.");
    private final Identity relative = new Identity("relative.");
    private final Identity first = new Identity("first.");
    private final Identity second = new Identity("second.");
    private Residence residence;
    private Reason reason;
    private Kinship kinship;
    private String consentCode;
    private String code;
    private String nickname;
    private boolean images = true;
    private boolean reissue;
    private String ticket;
    private String keptPerson;
    private boolean confirmed;

    /** Whom the fields of the object itself name. */
    Identity person() {
        return person;
    }

    Identity guardian() {
        return guardian;
    }

    Identity relative() {
        return relative;
    }

    /** Who is to be one with the second. */
    Identity first() {
        return first;
    }

    Identity second() {
        return second;
    }

    Residence residence() {
        return residence;
    }

    /** Null if none was stated. */
    Reason reason() {
        return reason;
    }

    /** Null if none was stated. */
    Kinship kinship() {
        return kinship;
    }

    /** The characters of a one-time code, whatever they are; null if none was given. */
    String consentCode() {
        return consentCode;
    }

    /** Null where none was given, or it is to be taken away. */
    String nickname() {
        return nickname;
    }

    /** The text of a sampling code, whatever it is; null if none was given. */
    String code() {
        return code;
    }

    /** Whether a guardian may also have the codes replaced; not unless said so. */
    boolean reissue() {
        return reissue;
    }

    /** Whether the answer is to hold images; so it is unless said otherwise. */
    boolean images() {
        return images;
    }

    /** A page ticket as it was sent; null if none was. */
    String ticket() {
        return ticket;
    }

    /** What the pages call the person whose codes a browser keeps; null if it keeps none. */
    String keptPerson() {
        return keptPerson;
    }

    /** Whether the resident said by a click that the person of the ticket is meant. */
    boolean confirmed() {
        return confirmed;
    }

    void ticket(final String value) {
        ticket = value;
    }

    void keptPerson(final String value) {
        keptPerson = value;
    }

    void confirmed(final boolean value) {
        confirmed = value;
    }

    void residence(final Residence value) {
        residence = value;
    }

    void reason(final Reason value) {
        reason = value;
    }

    void kinship(final Kinship value) {
        kinship = value;
    }

    void consentCode(final String value) {
        consentCode = value;
    }

    void nickname(final String value) {
        nickname = value;
    }

    void code(final String value) {
        code = value;
    }

    void reissue(final boolean value) {
        reissue = value;
    }

    void images(final boolean value) {
        images = value;
    }

    @Override
    public void close() {
        person.clear();
        guardian.clear();
        relative.clear();
        first.clear();
        second.clear();
        consentCode = null;
        code = null;
        nickname = null;
    }
}
