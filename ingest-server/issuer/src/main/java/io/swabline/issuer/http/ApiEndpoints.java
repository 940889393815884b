package io.swabline.issuer.http;

import io.swabline.issuer.Person;
import io.swabline.issuer.Persons;
import io.swabline.issuer.RetryKey;
import io.swabline.protocol.Pseudonym;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.agrona.concurrent.EpochClock;

/** What the city's app may ask under {@code /v1}; {@link RelationEndpoints} are beside it. Used by the event loop. */
final class ApiEndpoints {
    private static final Pattern PERSON = Pattern.compile("[0-9a-f]{24}");

    private final DeskCalls desk;
    private final Persons persons;
    private final CodeHolders holders;
    private final CodeAnswers answers;
    private final PageTickets tickets;
    private final TaggedBundle trustBundle;
    private final EpochClock clock;
    private final byte[] openApi = openApi();

    ApiEndpoints(
        final DeskCalls desk, final Persons persons, final CodeHolders holders, final CodeAnswers answers,
        final PageTickets tickets, final Supplier<byte[]> trustBundle, final EpochClock clock) {
        this.desk = desk;
        this.persons = persons;
        this.holders = holders;
        this.answers = answers;
        this.tickets = tickets;
        this.trustBundle = new TaggedBundle(trustBundle);
        this.clock = clock;
    }

    List<Endpoint> all() {
        return List.of(
            Endpoint.post("/v1/codes", Guard.ISSUE, BodyShape.PERSON_AND_IMAGES, this::code).withImages(),
            Endpoint.post("/v1/codes/reissue", Guard.ISSUE, BodyShape.PERSON_AND_IMAGES, this::reissue).withImages(),
            Endpoint.post("/v1/relatives/{relation}/code", Guard.ISSUE, BodyShape.GUARDIAN_AND_IMAGES, this::relativesCode)
                .withImages(),
            Endpoint.post("/v1/relatives/{relation}/reissue", Guard.ISSUE, BodyShape.GUARDIAN_AND_IMAGES, this::reissueRelatives)
                .withImages(),
            Endpoint.post("/v1/codes/holder", Guard.NAMES, BodyShape.CODE, this::holder),
            Endpoint.get("/v1/persons/{person}", Guard.LOOKUP, this::person),
            Endpoint.post("/v1/persons/link", Guard.LINK, BodyShape.PERSONS, this::link),
            Endpoint.get("/v1/persons/{person}/links", Guard.LOOKUP, this::links),
            Endpoint.post("/v1/page-tickets", Guard.ISSUE, BodyShape.PERSON, this::ticket),
            Endpoint.get("/v1/trust-bundle", Guard.OPEN, this::bundle),
            Endpoint.get("/v1/openapi.yaml", Guard.OPEN, call ->
                Future.succeededFuture(new Answer(200, "application/yaml", openApi, Map.of()))));
    }

    private Future<Answer> code(final Call call) {
        final Person person = call.fields().person().of(persons);
        final boolean images = call.fields().images();
        return desk.ask(d -> d.code(person)).compose(issued -> answers.code(issued, call.format(), images));
    }

    private Future<Answer> reissue(final Call call) {
        final Pseudonym person = call.fields().person().of(persons).pseudonym();
        final boolean images = call.fields().images();
        final RetryKey key = RetryKeys.of(call.context().request());
        return desk.ask(d -> d.reissue(person, key)).compose(issued -> answers.code(issued, call.format(), images));
    }

    private Future<Answer> relativesCode(final Call call) {
        final Pseudonym guardian = call.fields().guardian().of(persons).pseudonym();
        final String relation = RelationEndpoints.relation(call);
        final boolean images = call.fields().images();
        return desk.ask(d -> d.relativesCode(guardian, relation))
            .compose(issued -> answers.code(issued, call.format(), images));
    }

    private Future<Answer> reissueRelatives(final Call call) {
        final Pseudonym guardian = call.fields().guardian().of(persons).pseudonym();
        final String relation = RelationEndpoints.relation(call);
        final boolean images = call.fields().images();
        final RetryKey key = RetryKeys.of(call.context().request());
        return desk.ask(d -> d.reissueRelatives(guardian, relation, key))
            .compose(issued -> answers.code(issued, call.format(), images));
    }

    /** The masked name alone: who scans codes has no use for what the journal calls their holders. */
    private Future<Answer> holder(final Call call) {
        final Pseudonym holder = holders.holder(call.fields().code());
        return desk.ask(d -> d.person(holder)).map(person ->
            Answer.json(200, json -> json.writeStringField("masked_name", person.maskedName())));
    }

    private Future<Answer> person(final Call call) {
        final Pseudonym person = named(call);
        return desk.ask(d -> d.person(person)).map(answers::person);
    }

    private static Pseudonym named(final Call call) {
        final String hex = call.context().pathParam("person");
        if (!PERSON.matcher(hex).matches()) {
            throw Refusal.of(ProblemType.UNKNOWN_PERSON, "a person is 24 hex digits, as the journal shows them");
        }
        return Pseudonym.of(HexFormat.of().parseHex(hex));
    }

    private Future<Answer> link(final Call call) {
        final Person one = call.fields().first().of(persons);
        final Person other = call.fields().second().of(persons);
        final String caller = call.caller().name();
        return desk.ask(d -> d.link(one, other, caller)).map(answers::linked);
    }

    private Future<Answer> links(final Call call) {
        final Pseudonym person = named(call);
        return desk.ask(d -> d.links(person)).map(answers::linked);
    }

    /** Registers the resident, whom the pages then know by the pseudonym alone. */
    private Future<Answer> ticket(final Call call) {
        final Person resident = call.fields().person().of(persons);
        return desk.ask(d -> d.code(resident)).map(registered -> {
            final String ticket = tickets.give(registered.holder().pseudonym(), resident.maskedName());
            return Answer.json(200, json -> {
                json.writeStringField("ticket", ticket);
                json.writeStringField("url", "/pages/enter?ticket=" + ticket);
                json.writeStringField("expires_at", Instant.ofEpochMilli(clock.time() + PageTickets.DURATION_MS).toString());
            });
        });
    }

    /** By a worker thread: a bundle of many superseded codes takes a tenth of a second to make, and milliseconds to hash. */
    private Future<Answer> bundle(final Call call) {
        return call.context().vertx().executeBlocking(trustBundle::get, false).map(bundle -> {
            if (bundle == null) {
                throw Refusal.retryAfter(ProblemType.NO_TRUST_BUNDLE, "the server is still starting; try again", 1);
            }
            return bundle.answer(call.context().request(), "application/octet-stream");
        });
    }

    private static byte[] openApi() {
        try (InputStream in = ApiEndpoints.class.getResourceAsStream("openapi.yaml")) {
            return in.readAllBytes();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
