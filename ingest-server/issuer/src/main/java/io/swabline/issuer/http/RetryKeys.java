package io.swabline.issuer.http;

import io.swabline.issuer.RetryKey;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.regex.Pattern;

/** The header {@code Idempotency-Key} (draft-ietf-httpapi-idempotency-key-header). Pure functions. */
final class RetryKeys {
    static final String HEADER = "Idempotency-Key";
    /** A string of structured fields without escapes, or the same without its quotes, as many clients send it. */
    private static final Pattern KEY = Pattern.compile("\"([!#-\\[\\]-~]{1,64})\"|([!#-\\[\\]-~]{1,64})");

    private RetryKeys() {
    }

    /** Null where the request has none; refused where it is none, or there are several. */
    static RetryKey of(final HttpServerRequest request) {
        final List<String> values = request.headers().getAll(HEADER);
        if (values.isEmpty()) {
            return null;
        }
        final var key = KEY.matcher(values.get(0).strip());
        if (values.size() > 1 || !key.matches()) {
            throw Refusal.of(ProblemType.BAD_VALUE,
                HEADER + " must be one string of 1 to 64 visible ASCII characters, without quotes or backslashes in it");
        }
        return RetryKey.of(key.group(1) == null ? key.group(2) : key.group(1));
    }
}
