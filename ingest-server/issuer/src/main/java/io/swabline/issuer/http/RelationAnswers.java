package io.swabline.issuer.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swabline.issuer.ConsentCode;
import io.swabline.issuer.Eligibility;
import io.swabline.issuer.Guardian;
import io.swabline.issuer.Guardians;
import io.swabline.issuer.Person;
import io.swabline.issuer.RelationState;
import io.swabline.issuer.Relative;
import io.swabline.issuer.Standing;
import io.swabline.protocol.Pseudonym;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.agrona.concurrent.EpochClock;

/** Writes relations as guardians, persons and staff see them. Any thread. */
final class RelationAnswers {
    private final EpochClock clock;
    private final Function<Pseudonym, String> ids;

    /** Names people by {@code ids}. */
    RelationAnswers(final EpochClock clock, final Function<Pseudonym, String> ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** 201 for a relation that was granted by this application, 202 for an application that waits, 200 for what was there. */
    Answer applied(final Relative relative, final Instant askedAt) {
        final boolean isGranted = relative.state() == RelationState.GRANTED;
        final Instant decided = isGranted ? relative.grantedAt() : relative.standing().appliedAt();
        final int status = decided.isBefore(askedAt) || relative.standing().closing() != null ? 200 : isGranted ? 201 : 202;
        return Answer.json(status, json -> writeRelative(json, relative));
    }

    Answer relatives(final List<Relative> relatives) {
        return Answer.json(200, json -> {
            json.writeArrayFieldStart("relatives");
            for (final Relative relative : relatives) {
                json.writeStartObject();
                writeRelative(json, relative);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    Answer guardians(final Guardians guardians, final boolean isForStaff) {
        return Answer.json(200, json -> writeGuardians(json, guardians, isForStaff));
    }

    static void writeGuardians(final JsonGenerator json, final Guardians guardians, final boolean isForStaff) throws IOException {
        writeGuardians(json, "guardians", guardians.current(), isForStaff);
        writeGuardians(json, "past", guardians.past(), isForStaff);
        json.writeBooleanField("consent_only", guardians.consentOnly());
    }

    static Answer consentCode(final ConsentCode code) {
        return Answer.json(200, json -> {
            json.writeStringField("consent_code", code.digits());
            json.writeStringField("expires_at", code.validUntil().toString());
        });
    }

    void writeRelative(final JsonGenerator json, final Relative relative) throws IOException {
        final Person person = relative.person();
        final Standing standing = relative.standing();
        json.writeStringField("relation", relative.id());
        json.writeStringField("person", ids.apply(person.pseudonym()));
        json.writeStringField("masked_name", person.maskedName());
        CodeAnswers.writeBirthYear(json, person);
        json.writeStringField("number_end", relative.label().numberEnd());
        json.writeStringField("nickname", relative.label().nickname());
        json.writeStringField("residence", text(relative.residence()));
        json.writeStringField("reason", text(relative.reason()));
        writeStanding(json, standing);
        final boolean isMinor = Eligibility.isMinor(
            person.birthDate(), Eligibility.today(Instant.ofEpochMilli(clock.time())));
        json.writeBooleanField("may_reissue", relative.state() == RelationState.GRANTED
            && (isMinor || standing.grant().mayReissue()));
    }

    private static void writeGuardians(
        final JsonGenerator json, final String field, final List<Guardian> guardians, final boolean isForStaff)
        throws IOException {
        json.writeArrayFieldStart(field);
        for (final Guardian guardian : guardians) {
            json.writeStartObject();
            writeGuardian(json, guardian, isForStaff);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeGuardian(final JsonGenerator json, final Guardian guardian, final boolean isForStaff)
        throws IOException {
        final Standing.Grant grant = guardian.standing().grant();
        final Standing.Closing closing = guardian.standing().closing();
        json.writeStringField("relation", guardian.id());
        json.writeStringField("masked_name", guardian.maskedName());
        json.writeStringField("reason", text(guardian.reason()));
        writeStanding(json, guardian.standing());
        json.writeBooleanField("may_reissue", grant != null && grant.mayReissue());
        if (isForStaff) {
            json.writeStringField("stated_name", guardian.statedName());
            json.writeStringField("granted_by_caller", grant == null ? null : grant.caller());
            json.writeStringField("ended_by_caller", closing == null ? null : closing.caller());
        }
    }

    private static void writeStanding(final JsonGenerator json, final Standing standing) throws IOException {
        final Standing.Grant grant = standing.grant();
        final Standing.Closing closing = standing.closing();
        json.writeStringField("kinship", text(standing.kinship()));
        json.writeStringField("state", text(standing.state()));
        json.writeStringField("applied_at", standing.appliedAt().toString());
        json.writeStringField("granted_at", grant == null ? null : grant.at().toString());
        json.writeStringField("granted_by", grant == null ? null : text(grant.by()));
        json.writeStringField("ended_at", closing == null ? null : closing.at().toString());
        json.writeStringField("ended_by", closing == null ? null : text(closing.by()));
    }

    private static String text(final Enum<?> choice) {
        return choice == null ? null : choice.name().toLowerCase(Locale.ROOT);
    }
}
