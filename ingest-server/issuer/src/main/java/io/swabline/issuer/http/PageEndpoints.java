package io.swabline.issuer.http;

import io.swabline.issuer.Person;
import io.swabline.issuer.Persons;
import io.swabline.issuer.RetryKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the pages ask: the development login, and the resident's own code; {@link EnterEndpoints} and {@link PageRelations} are
 * beside it. The resident is always that of the session, never one that a request names. Used by the event loop.
 */
final class PageEndpoints {
    static final String HOME = "/pages/";

    private final DeskCalls desk;
    private final Persons persons;
    private final CodeAnswers answers;
    private final Sessions sessions;
    private final boolean developmentLogin;

    PageEndpoints(
        final DeskCalls desk, final Persons persons, final CodeAnswers answers, final Sessions sessions,
        final boolean developmentLogin) {
        this.desk = desk;
        this.persons = persons;
        this.answers = answers;
        this.sessions = sessions;
        this.developmentLogin = developmentLogin;
    }

    List<Endpoint> all() {
        final List<Endpoint> all = new ArrayList<>(List.of(
            Endpoint.get("/", Guard.OPEN, call -> Future.succeededFuture(redirect(HOME))),
            Endpoint.post("/pages/api/logout", Guard.PAGE, BodyShape.NOTHING, this::logout),
            Endpoint.get("/pages/api/code", Guard.RESIDENT, this::code).withImages(),
            Endpoint.post("/pages/api/code/reissue", Guard.RESIDENT, BodyShape.NOTHING, this::reissue).withImages()));
        if (developmentLogin) {
            all.add(Endpoint.post("/pages/api/login", Guard.LOGIN, BodyShape.PERSON, this::login));
        }
        return all;
    }

    private Future<Answer> login(final Call call) {
        final Person resident = call.fields().person().of(persons);
        return desk.ask(d -> d.code(resident)).map(registered ->
            answers.person(registered.holder()).with("Set-Cookie", sessions.begin(registered.holder().pseudonym())));
    }

    private Future<Answer> logout(final Call call) {
        return Future.succeededFuture(Answer.empty(204, Map.of("Set-Cookie", sessions.end())));
    }

    private Future<Answer> code(final Call call) {
        return desk.ask(d -> d.code(call.resident())).compose(issued -> answers.code(issued, call.format(), true));
    }

    private Future<Answer> reissue(final Call call) {
        final RetryKey key = RetryKeys.of(call.context().request());
        return desk.ask(d -> d.reissue(call.resident(), key)).compose(issued -> answers.code(issued, call.format(), true));
    }

    static Answer redirect(final String location) {
        return Answer.empty(303, Map.of("Location", location));
    }
}
