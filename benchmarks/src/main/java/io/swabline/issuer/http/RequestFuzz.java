package io.swabline.issuer.http;

import io.swabline.fuzz.Finding;
import io.swabline.fuzz.FuzzInput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Bodies of requests: every one is read or is a {@link Refusal} that names a status of the caller's own making, never another
 * exception, which would be an answer 500; and no refusal repeats anything of the body.
 */
public final class RequestFuzz {
    private static final BodyShape[] SHAPES = BodyShape.values();
    private static final int QUOTED_LENGTH_MIN = 24;

    private RequestFuzz() {
    }

    /** The first byte chooses what is expected, the rest is the body. */
    public static void fuzzerTestOneInput(final byte[] bytes) {
        final FuzzInput input = new FuzzInput(bytes);
        final BodyShape shape = SHAPES[input.u8() % SHAPES.length];
        final byte[] body = input.rest();
        final String text = new String(body, StandardCharsets.UTF_8);
        try (RequestFields fields = RequestParser.parse(body, body.length, shape)) {
            Finding.unless(fields.residence() != null || !shape.required().contains(BodyShape.Field.RESIDENCE),
                "a required field is missing");
        } catch (final Refusal refused) {
            Finding.unless(refused.type().status() >= 400 && refused.type().status() < 500, "status " + refused.type().status());
            Finding.unless(text.length() < QUOTED_LENGTH_MIN || !refused.getMessage().contains(text), "the body is repeated");
        }
    }

    /** A proper body of each shape, and what is often wrong. */
    public static List<byte[]> seeds() {
        final String person = "{\"id_number\":\"11010519491231002X\",\"name\":\"\u5f20\u4e09\u4e30\"}";
        return Stream.of("\0", "\0{}", "\1" + person, "\2" + person.replace("}", ",\"images\":false}"),
            "\3{\"guardian\":" + person + "}", "\4{\"guardian\":" + person + ",\"images\":true}",
            "\5{\"guardian\":" + person + ",\"relative\":" + person + ",\"residence\":\"permanent\",\"reason\":null}",
            "\6" + person.replace("}", ",\"residence\":\"temporary\",\"reason\":\"disabled\"}"),
            "\1[1]", "\1{\"name\":1e999}", "\1" + person + "{}", "\1{\"name\":\"\\u5f20\\ud800\"}")
            .map(body -> body.getBytes(StandardCharsets.UTF_8)).toList();
    }
}
