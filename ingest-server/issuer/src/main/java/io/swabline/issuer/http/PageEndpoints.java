package io.swabline.issuer.http;

import io.swabline.issuer.Person;
import io.swabline.issuer.Persons;
import io.swabline.issuer.Reason;
import io.swabline.issuer.Residence;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.EpochClock;

/**
 * What the pages ask: the development login, and the resident's own codes and relations. The resident
 * is always that of the session, never one that a request names. Used by the event loop.
 */
final class PageEndpoints {
    static final String HOME = "/pages/";

    private final DeskCalls desk;
    private final Persons persons;
    private final CodeAnswers answers;
    private final Sessions sessions;
    private final boolean developmentLogin;
    private final EpochClock clock;

    PageEndpoints(
        final DeskCalls desk, final Persons persons, final CodeAnswers answers, final Sessions sessions,
        final boolean developmentLogin, final EpochClock clock) {
        this.desk = desk;
        this.persons = persons;
        this.answers = answers;
        this.sessions = sessions;
        this.developmentLogin = developmentLogin;
        this.clock = clock;
    }

    List<Endpoint> all() {
        final List<Endpoint> all = new ArrayList<>(List.of(
            Endpoint.get("/", Guard.OPEN, call -> Future.succeededFuture(redirect(HOME))),
            Endpoint.post("/pages/api/logout", Guard.PAGE, BodyShape.NOTHING, this::logout),
            Endpoint.get("/pages/api/code", Guard.RESIDENT, this::code).withImages(),
            Endpoint.post("/pages/api/code/reissue", Guard.RESIDENT, BodyShape.NOTHING, this::reissue).withImages(),
            Endpoint.get("/pages/api/relatives", Guard.RESIDENT, this::relatives),
            Endpoint.post("/pages/api/relatives", Guard.RESIDENT, BodyShape.RELATIVE, this::apply),
            Endpoint.get("/pages/api/relatives/{relation}/code", Guard.RESIDENT, this::relativesCode).withImages(),
            Endpoint.post("/pages/api/relatives/{relation}/reissue", Guard.RESIDENT, BodyShape.NOTHING, this::reissueRelatives)
                .withImages(),
            Endpoint.post("/pages/api/relatives/{relation}/remove", Guard.RESIDENT, BodyShape.NOTHING, this::remove)));
        if (developmentLogin) {
            all.add(Endpoint.post("/pages/api/login", Guard.LOGIN, BodyShape.PERSON, this::login));
        }
        return all;
    }

    private Future<Answer> login(final Call call) {
        final Person resident = call.fields().person().of(persons);
        return desk.ask(d -> d.code(resident)).map(registered ->
            answers.person(registered.holder()).with("Set-Cookie", sessions.begin(resident.pseudonym())));
    }

    private Future<Answer> logout(final Call call) {
        return Future.succeededFuture(Answer.empty(204, Map.of("Set-Cookie", sessions.end())));
    }

    private Future<Answer> code(final Call call) {
        return desk.ask(d -> d.code(call.resident())).compose(issued -> answers.code(issued, call.format(), true));
    }

    private Future<Answer> reissue(final Call call) {
        return desk.ask(d -> d.reissue(call.resident())).compose(issued -> answers.code(issued, call.format(), true));
    }

    private Future<Answer> relatives(final Call call) {
        return desk.ask(d -> d.relatives(call.resident())).map(answers::relations);
    }

    private Future<Answer> apply(final Call call) {
        final Person relative = call.fields().person().of(persons);
        final Instant askedAt = Instant.ofEpochMilli(clock.time());
        final Residence residence = call.fields().residence();
        final Reason reason = call.fields().reason();
        return desk.ask(d -> d.apply(call.resident(), relative, residence, reason))
            .map(granted -> answers.applied(granted, askedAt));
    }

    private Future<Answer> relativesCode(final Call call) {
        final String relation = ApiEndpoints.relation(call);
        return desk.ask(d -> d.relativesCode(call.resident(), relation))
            .compose(issued -> answers.code(issued, call.format(), true));
    }

    private Future<Answer> reissueRelatives(final Call call) {
        final String relation = ApiEndpoints.relation(call);
        return desk.ask(d -> d.reissueRelatives(call.resident(), relation))
            .compose(issued -> answers.code(issued, call.format(), true));
    }

    private Future<Answer> remove(final Call call) {
        final String relation = ApiEndpoints.relation(call);
        return desk.ask(d -> d.remove(call.resident(), relation)).map(removed -> Answer.empty(204, Map.of()));
    }

    static Answer redirect(final String location) {
        return Answer.empty(303, Map.of("Location", location));
    }
}
