package io.swabline.issuer.http;

import io.swabline.issuer.Application;
import io.swabline.issuer.CodeDesk;
import io.swabline.issuer.Decider;
import io.swabline.issuer.Person;
import io.swabline.issuer.Persons;
import io.swabline.issuer.RelativeLabel;
import io.swabline.issuer.RetryKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.agrona.concurrent.EpochClock;

/**
 * What the pages ask about relations: the resident's relatives, and who may fetch the resident's own code. Not there where
 * {@code pages.relatives = false}. Used by the event loop.
 */
final class PageRelations {
    private final DeskCalls desk;
    private final Persons persons;
    private final CodeAnswers codes;
    private final RelationAnswers answers;
    private final EpochClock clock;

    PageRelations(
        final DeskCalls desk, final Persons persons, final CodeAnswers codes, final RelationAnswers answers,
        final EpochClock clock) {
        this.desk = desk;
        this.persons = persons;
        this.codes = codes;
        this.answers = answers;
        this.clock = clock;
    }

    List<Endpoint> all() {
        return List.of(
            Endpoint.get("/pages/api/relatives", Guard.RESIDENT, call ->
                desk.ask(d -> d.relatives(call.resident())).map(answers::relatives)),
            Endpoint.post("/pages/api/relatives", Guard.RESIDENT, BodyShape.RELATIVE, this::apply),
            Endpoint.get("/pages/api/relatives/{relation}/code", Guard.RESIDENT, this::relativesCode).withImages(),
            Endpoint.post("/pages/api/relatives/{relation}/reissue", Guard.RESIDENT, BodyShape.NOTHING, this::reissueRelatives)
                .withImages(),
            Endpoint.post("/pages/api/relatives/{relation}/remove", Guard.RESIDENT, BodyShape.NOTHING, call ->
                done(call, (d, relation) -> d.remove(call.resident(), relation))),
            Endpoint.post("/pages/api/relatives/{relation}/nickname", Guard.RESIDENT, BodyShape.NICKNAME, this::nickname),
            Endpoint.get("/pages/api/guardians", Guard.RESIDENT, call ->
                desk.ask(d -> d.guardians(call.resident(), false)).map(found -> answers.guardians(found, false))),
            Endpoint.post("/pages/api/guardians/code", Guard.RESIDENT, BodyShape.NOTHING, call ->
                desk.ask(d -> d.consentCode(call.resident())).map(RelationAnswers::consentCode)),
            Endpoint.post("/pages/api/guardians/{relation}/accept", Guard.RESIDENT, BodyShape.REISSUE, this::accept),
            Endpoint.post("/pages/api/guardians/{relation}/refuse", Guard.RESIDENT, BodyShape.NOTHING, call ->
                done(call, (d, relation) -> d.refuse(Decider.person(call.resident()), relation))),
            Endpoint.post("/pages/api/guardians/{relation}/end", Guard.RESIDENT, BodyShape.NOTHING, call ->
                done(call, (d, relation) -> d.end(Decider.person(call.resident()), relation))));
    }

    private Future<Answer> apply(final Call call) {
        final RequestFields fields = call.fields();
        final Person relative = fields.person().of(persons);
        final Instant askedAt = Instant.ofEpochMilli(clock.time());
        final Application application =
            Application.by(call.resident(), relative, fields.residence(), fields.reason(), fields.consentCode())
                .labelled(new RelativeLabel(fields.person().numberEnd(), fields.nickname()));
        return desk.ask(d -> d.apply(application)).map(applied -> answers.applied(applied, askedAt));
    }

    private Future<Answer> nickname(final Call call) {
        final String nickname = call.fields().nickname();
        return done(call, (d, relation) -> d.nickname(call.resident(), relation, nickname));
    }

    private Future<Answer> relativesCode(final Call call) {
        final String relation = RelationEndpoints.relation(call);
        return desk.ask(d -> d.relativesCode(call.resident(), relation))
            .compose(issued -> codes.code(issued, call.format(), true));
    }

    private Future<Answer> reissueRelatives(final Call call) {
        final String relation = RelationEndpoints.relation(call);
        final RetryKey key = RetryKeys.of(call.context().request());
        return desk.ask(d -> d.reissueRelatives(call.resident(), relation, key))
            .compose(issued -> codes.code(issued, call.format(), true));
    }

    private Future<Answer> accept(final Call call) {
        final boolean mayReissue = call.fields().reissue();
        return done(call, (d, relation) -> d.accept(Decider.person(call.resident()), relation, mayReissue));
    }

    /** Does something to the relation of the path. */
    @FunctionalInterface
    private interface Step {
        CompletableFuture<Void> take(CodeDesk desk, String relation);
    }

    private Future<Answer> done(final Call call, final Step step) {
        final String relation = RelationEndpoints.relation(call);
        final Function<CodeDesk, CompletableFuture<Void>> what = d -> step.take(d, relation);
        return desk.ask(what).map(done -> Answer.empty(204, Map.of()));
    }
}
