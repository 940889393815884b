package io.swabline.issuer.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swabline.issuer.IssuedCode;
import io.swabline.issuer.ResidentState;
import io.swabline.protocol.Pseudonym;
import io.swabline.qr.QrImage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.EpochClock;

/**
 * All that the pages show of a resident, in one answer: on a congested network each further request would cost seconds. An
 * answer that the browser has already is only told to be the same. Used by the event loop; symbols are laid out by a worker
 * thread.
 */
final class PageState {
    private final HttpSettings settings;
    private final DeskCalls desk;
    private final CodeAnswers codes;
    private final RelationAnswers relations;
    private final EpochClock clock;

    PageState(
        final HttpSettings settings, final DeskCalls desk, final CodeAnswers codes, final RelationAnswers relations,
        final EpochClock clock) {
        this.settings = settings;
        this.desk = desk;
        this.codes = codes;
        this.relations = relations;
        this.clock = clock;
    }

    List<Endpoint> all() {
        return List.of(
            Endpoint.get("/pages/api/state", Guard.RESIDENT, this::state),
            Endpoint.get("/pages/api/settings", Guard.PAGE, call -> Future.succeededFuture(settings())));
    }

    /** What a page without a session needs. */
    private Answer settings() {
        return Answer.json(200, json -> {
            codes.writeNow(json);
            writeSettings(json);
            json.writeBooleanField("development_login", settings.developmentLogin());
        });
    }

    private void writeSettings(final JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("app_name");
        json.writeStringField("zh", settings.appName().chinese());
        json.writeStringField("en", settings.appName().english());
        json.writeEndObject();
        json.writeBooleanField("relatives_enabled", settings.relatives());
    }

    private Future<Answer> state(final Call call) {
        return stateOf(call.resident()).compose(state -> answer(call, state));
    }

    private Future<ResidentState> stateOf(final Pseudonym resident) {
        return settings.relatives()
            ? desk.ask(d -> d.state(resident))
            : desk.ask(d -> d.code(resident)).map(own -> new ResidentState(own, null, null));
    }

    /** The body of the answer for a resident, to be put into a page. */
    Future<byte[]> of(final Vertx vertx, final Pseudonym resident) {
        return stateOf(resident).compose(state -> vertx.executeBlocking(() -> json(state), false));
    }

    private byte[] json(final ResidentState state) {
        return Answer.json(200, json -> {
            codes.writeNow(json);
            writeState(json, state, true);
        }).body();
    }

    /** Time and symbols are left out of the tag: the one changes always, the others with the text of the code only. */
    private Future<Answer> answer(final Call call, final ResidentState state) {
        final TaggedContent facts = TaggedContent.of(Answer.json(200, json -> writeState(json, state, false)).body());
        final Map<String, String> headers = Map.of("ETag", "W/" + facts.etag(), "Date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(Instant.ofEpochMilli(clock.time()).atZone(ZoneOffset.UTC)));
        if (facts.isKnownBy(call.context().request())) {
            return Future.succeededFuture(Answer.empty(304, headers));
        }
        final boolean isGzipTaken = Content.isTakenBy(call.context().request());
        return call.context().vertx().executeBlocking(() ->
            Content.smaller(isGzipTaken, new Answer(200, Answer.JSON, json(state), headers)), false);
    }

    private void writeState(final JsonGenerator json, final ResidentState state, final boolean symbols) throws IOException {
        writeSettings(json);
        json.writeStringField("masked_name", state.own().holder().maskedName());
        writeCode(json, state.own(), symbols);
        if (state.relatives() == null) {
            json.writeNullField("relatives");
            json.writeNullField("guardians");
            return;
        }
        json.writeArrayFieldStart("relatives");
        for (final ResidentState.Entry entry : state.relatives()) {
            json.writeStartObject();
            relations.writeRelative(json, entry.relative());
            writeCode(json, entry.code(), symbols);
            json.writeStringField(
                "code_problem", entry.problem() == null ? null : Refusal.of(entry.problem()).type().slug());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("guardians");
        RelationAnswers.writeGuardians(json, state.guardians(), false);
        json.writeEndObject();
    }

    private void writeCode(final JsonGenerator json, final IssuedCode code, final boolean symbols) throws IOException {
        if (code == null) {
            json.writeNullField("code");
            return;
        }
        json.writeObjectFieldStart("code");
        codes.writeCode(json, code);
        if (symbols) {
            final QrImage symbol = QrImage.of(code.code().text());
            json.writeObjectFieldStart("symbol");
            json.writeNumberField("size", symbol.modules());
            json.writeBinaryField("modules", symbol.bits());
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
