package io.swabline.issuer.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swabline.issuer.IssuedCode;
import io.swabline.issuer.LinkedPersons;
import io.swabline.issuer.Person;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;
import io.swabline.qr.QrImage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import org.agrona.concurrent.EpochClock;

/** Writes codes and persons as the API shows them. Images are drawn by a worker thread, the rest by the event loop. */
final class CodeAnswers {
    /** 392 pixels a side: sharp on a phone, and 200 dots an inch in the printed size. */
    private static final int PNG_MODULE_PIXELS = 8;
    private static final long MS_PER_DAY = 86_400_000;

    private final Vertx vertx;
    private final EpochClock clock;
    private final Function<Pseudonym, String> ids;

    /** Names people by {@code ids}, which any thread may ask. */
    CodeAnswers(final Vertx vertx, final EpochClock clock, final Function<Pseudonym, String> ids) {
        this.vertx = vertx;
        this.clock = clock;
        this.ids = ids;
    }

    Future<Answer> code(final IssuedCode issued, final Format format, final boolean images) {
        if (format == Format.JSON && !images) {
            return Future.succeededFuture(json(issued, null));
        }
        return vertx.executeBlocking(() -> {
            final QrImage image = QrImage.of(issued.code().text());
            return switch (format) {
                case JSON -> json(issued, image);
                case PNG -> new Answer(200, format.mediaType(), png(image), Map.of());
                case SVG -> new Answer(200, format.mediaType(), svg(image).getBytes(StandardCharsets.UTF_8), Map.of());
            };
        }, false);
    }

    Answer person(final Person person) {
        return Answer.json(200, json -> writePerson(json, person));
    }

    Answer linked(final LinkedPersons linked) {
        return Answer.json(200, json -> {
            writePerson(json, linked.person());
            json.writeArrayFieldStart("linked");
            for (final LinkedPersons.Other other : linked.others()) {
                json.writeStartObject();
                json.writeStringField("person", hex(other.pseudonym()));
                json.writeStringField("linked_at", other.linkedAt().toString());
                json.writeStringField("linked_by", other.caller());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** As {@code journal tail} prints it. */
    static String hex(final Pseudonym person) {
        return HexFormat.of().formatHex(person.bytes());
    }

    private Answer json(final IssuedCode issued, final QrImage image) {
        return Answer.json(200, json -> {
            writeNow(json);
            writeCode(json, issued);
            if (image != null) {
                json.writeStringField("svg", svg(image));
                json.writeBinaryField("png", png(image));
            }
        });
    }

    /** By the server's clock, which decides what is shown as valid: a phone's may be months off. */
    void writeNow(final JsonGenerator json) throws IOException {
        json.writeStringField("now", Instant.ofEpochMilli(clock.time()).toString());
    }

    /** All but images. Any thread. */
    void writeCode(final JsonGenerator json, final IssuedCode issued) throws IOException {
        final SamplingCode code = issued.code();
        final long leftMs = issued.validUntil().toEpochMilli() - clock.time();
        writePerson(json, issued.holder());
        writeBirthYear(json, issued.holder());
        json.writeStringField("text", code.text());
        json.writeStringField("issued_at", Instant.ofEpochSecond(code.issuedAtEpochSeconds()).toString());
        json.writeStringField("valid_until", issued.validUntil().toString());
        json.writeNumberField("days_left", Math.max(0, Math.floorDiv(leftMs + MS_PER_DAY - 1, MS_PER_DAY)));
        json.writeStringField("fetched_by", (code.flags() & CodeDescriptor.FLAG_RELATIVE) != 0 ? "relative" : "self");
    }

    private void writePerson(final JsonGenerator json, final Person person) throws IOException {
        json.writeStringField("person", ids.apply(person.pseudonym()));
        json.writeStringField("masked_name", person.maskedName());
    }

    /** Tells relatives of one family name apart: masked, father and son are the same. Null where it is not known. */
    static void writeBirthYear(final JsonGenerator json, final Person person) throws IOException {
        json.writeFieldName("birth_year");
        if (person.birthDate() == null) {
            json.writeNull();
        } else {
            json.writeNumber(person.birthDate().getYear());
        }
    }

    private static String svg(final QrImage image) {
        return image.toSvg(QrImage.QUIET_ZONE_MODULES);
    }

    private static byte[] png(final QrImage image) {
        try {
            return image.toPng(PNG_MODULE_PIXELS, QrImage.QUIET_ZONE_MODULES);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
