package io.swabline.issuer.http;

import io.swabline.issuer.Application;
import io.swabline.issuer.CodeDesk;
import io.swabline.issuer.Decider;
import io.swabline.issuer.Person;
import io.swabline.issuer.Persons;
import io.swabline.issuer.Relative;
import io.swabline.issuer.RelativeLabel;
import io.swabline.protocol.Pseudonym;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.agrona.concurrent.EpochClock;

/**
 * Relations under {@code /v1}: what the city's app applies for and states, what persons decide by it, and what staff decides.
 * Used by the event loop.
 */
final class RelationEndpoints {
    private static final Pattern RELATION = Pattern.compile("[A-Za-z0-9_-]{22}");

    private final DeskCalls desk;
    private final Persons persons;
    private final RelationAnswers answers;
    private final EpochClock clock;

    RelationEndpoints(
        final DeskCalls desk, final Persons persons, final RelationAnswers answers, final EpochClock clock) {
        this.desk = desk;
        this.persons = persons;
        this.answers = answers;
        this.clock = clock;
    }

    List<Endpoint> all() {
        return List.of(
            Endpoint.post("/v1/relatives", Guard.ISSUE, BodyShape.GUARDIAN_AND_RELATIVE, this::apply),
            Endpoint.post("/v1/relatives/list", Guard.ISSUE, BodyShape.GUARDIAN, this::relatives),
            Endpoint.post("/v1/relatives/{relation}/remove", Guard.ISSUE, BodyShape.GUARDIAN, this::remove),
            Endpoint.post("/v1/relatives/{relation}/nickname", Guard.ISSUE, BodyShape.GUARDIAN_AND_NICKNAME, this::nickname),
            Endpoint.post("/v1/kinship", Guard.KINSHIP, BodyShape.STATEMENT, this::state),
            Endpoint.post("/v1/guardians/list", Guard.ISSUE, BodyShape.PERSON, this::guardians),
            Endpoint.post("/v1/guardians/code", Guard.ISSUE, BodyShape.PERSON, this::consentCode),
            Endpoint.post("/v1/guardians/{relation}/accept", Guard.ISSUE, BodyShape.PERSON_AND_REISSUE, this::accept),
            Endpoint.post("/v1/guardians/{relation}/refuse", Guard.ISSUE, BodyShape.PERSON, this::refuse),
            Endpoint.post("/v1/guardians/{relation}/end", Guard.ISSUE, BodyShape.PERSON, this::end),
            Endpoint.post("/v1/relations/list", Guard.RELATIONS, BodyShape.PERSON, this::guardiansForStaff),
            Endpoint.post("/v1/relations/{relation}/grant", Guard.RELATIONS, BodyShape.PERSON_AND_REISSUE, this::accept),
            Endpoint.post("/v1/relations/{relation}/refuse", Guard.RELATIONS, BodyShape.PERSON, this::refuse),
            Endpoint.post("/v1/relations/{relation}/end", Guard.RELATIONS, BodyShape.PERSON, this::end));
    }

    private Future<Answer> apply(final Call call) {
        final RequestFields fields = call.fields();
        final Person guardian = fields.guardian().of(persons);
        return apply(guardian, Application.by(guardian.pseudonym(), fields.relative().of(persons), fields.residence(),
            fields.reason(), fields.consentCode()).labelled(label(fields)));
    }

    private Future<Answer> state(final Call call) {
        final RequestFields fields = call.fields();
        final Person guardian = fields.guardian().of(persons);
        return apply(guardian, Application.stated(guardian.pseudonym(), fields.relative().of(persons), fields.residence(),
            fields.kinship(), call.caller().name()).labelled(label(fields)));
    }

    private static RelativeLabel label(final RequestFields fields) {
        return new RelativeLabel(fields.relative().numberEnd(), fields.nickname());
    }

    /** Registers a guardian who is new. */
    private Future<Answer> apply(final Person guardian, final Application application) {
        final Instant askedAt = Instant.ofEpochMilli(clock.time());
        final Function<CodeDesk, CompletableFuture<Relative>> apply = d -> d.apply(application);
        return desk.ask(apply)
            .recover(failure -> failure instanceof Refusal refusal && refusal.type() == ProblemType.UNKNOWN_PERSON
                ? desk.ask(d -> d.code(guardian)).compose(registered -> desk.ask(apply)) : Future.failedFuture(failure))
            .map(relative -> answers.applied(relative, askedAt));
    }

    private Future<Answer> relatives(final Call call) {
        final Pseudonym guardian = call.fields().guardian().of(persons).pseudonym();
        return desk.ask(d -> d.relatives(guardian)).map(answers::relatives);
    }

    private Future<Answer> nickname(final Call call) {
        final Pseudonym guardian = call.fields().guardian().of(persons).pseudonym();
        final String relation = relation(call);
        final String nickname = call.fields().nickname();
        return done(d -> d.nickname(guardian, relation, nickname));
    }

    private Future<Answer> remove(final Call call) {
        final Pseudonym guardian = call.fields().guardian().of(persons).pseudonym();
        final String relation = relation(call);
        return done(d -> d.remove(guardian, relation));
    }

    private Future<Answer> guardians(final Call call) {
        final Pseudonym person = call.fields().person().of(persons).pseudonym();
        return desk.ask(d -> d.guardians(person, false)).map(found -> answers.guardians(found, false));
    }

    private Future<Answer> guardiansForStaff(final Call call) {
        final Pseudonym person = call.fields().person().of(persons).pseudonym();
        return desk.ask(d -> d.guardians(person, true)).map(found -> answers.guardians(found, true));
    }

    private Future<Answer> consentCode(final Call call) {
        final Pseudonym person = call.fields().person().of(persons).pseudonym();
        return desk.ask(d -> d.consentCode(person)).map(RelationAnswers::consentCode);
    }

    private Future<Answer> accept(final Call call) {
        final Decider by = decider(call);
        final String relation = relation(call);
        final boolean mayReissue = call.fields().reissue();
        return done(d -> d.accept(by, relation, mayReissue));
    }

    private Future<Answer> refuse(final Call call) {
        final Decider by = decider(call);
        final String relation = relation(call);
        return done(d -> d.refuse(by, relation));
    }

    private Future<Answer> end(final Call call) {
        final Decider by = decider(call);
        final String relation = relation(call);
        return done(d -> d.end(by, relation));
    }

    /** Staff by its scope's paths; the person by the city's app. */
    private Decider decider(final Call call) {
        final Person person = call.fields().person().of(persons);
        return call.context().request().path().startsWith("/v1/relations/")
            ? Decider.staff(person, call.caller().name()) : Decider.person(person.pseudonym());
    }

    private Future<Answer> done(final Function<CodeDesk, CompletableFuture<Void>> what) {
        return desk.ask(what).map(done -> Answer.empty(204, Map.of()));
    }

    static String relation(final Call call) {
        final String relation = call.context().pathParam("relation");
        if (!RELATION.matcher(relation).matches()) {
            throw Refusal.of(ProblemType.UNKNOWN_RELATION, "a relation is 22 characters, as the lists show them");
        }
        return relation;
    }
}
