package io.swabline.issuer.http;

import io.swabline.protocol.Pseudonym;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.agrona.concurrent.EpochClock;

/**
 * Sessions of the pages, kept by the browser alone: a cookie of pseudonym (12 bytes), end (epoch milliseconds, 8 bytes) and
 * HMAC-SHA-256 (32 bytes) under a key that this process made for itself, so that a restart ends them all. Used by the event
 * loop.
 */
final class Sessions {
    private static final String PLAIN_COOKIE = "swabline_session";
    private static final String PLAIN_ATTRIBUTES = "; Path=/pages; HttpOnly; SameSite=Strict";
    /** Browsers take a name that begins so from this very host over TLS only, so that no neighbour can plant one. */
    private static final String SECURE_COOKIE = "__Host-swabline_session";
    private static final String SECURE_ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict";

    private static final int SIGNED_LENGTH = Pseudonym.LENGTH + Long.BYTES;
    private static final int MAC_LENGTH = 32;
    private static final int KEY_LENGTH = 32;

    private final boolean isSecure;
    private final Duration duration;
    private final EpochClock clock;
    private final Mac mac;

    Sessions(final boolean isSecure, final Duration duration, final EpochClock clock) {
        this.isSecure = isSecure;
        this.duration = duration;
        this.clock = clock;
        final byte[] key = new byte[KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256, which every Java must have", e);
        }
    }

    private String cookie() {
        return isSecure ? SECURE_COOKIE : PLAIN_COOKIE;
    }

    private String attributes() {
        return isSecure ? SECURE_ATTRIBUTES : PLAIN_ATTRIBUTES;
    }

    /** The Set-Cookie header that begins a session. */
    String begin(final Pseudonym resident) {
        final ByteBuffer session = ByteBuffer.allocate(SIGNED_LENGTH + MAC_LENGTH)
            .put(resident.bytes()).putLong(clock.time() + duration.toMillis());
        session.put(mac.doFinal(Arrays.copyOf(session.array(), SIGNED_LENGTH)));
        final String value = Base64.getUrlEncoder().withoutPadding().encodeToString(session.array());
        return cookie() + "=" + value + "; Max-Age=" + duration.toSeconds() + attributes();
    }

    /** The Set-Cookie header that makes the browser forget its session. */
    String end() {
        return cookie() + "=; Max-Age=0" + attributes();
    }

    /** Whose session a request bears; null if none. */
    Pseudonym resident(final HttpServerRequest request) {
        final Cookie cookie = request.getCookie(cookie());
        return cookie == null ? null : resident(cookie.getValue());
    }

    /** Whose session a cookie's value is; null if it is none of ours, or over. */
    Pseudonym resident(final String value) {
        final byte[] session;
        try {
            session = Base64.getUrlDecoder().decode(value);
        } catch (final IllegalArgumentException e) {
            return null;
        }
        if (session.length != SIGNED_LENGTH + MAC_LENGTH) {
            return null;
        }
        final byte[] expected = mac.doFinal(Arrays.copyOf(session, SIGNED_LENGTH));
        if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(session, SIGNED_LENGTH, session.length))) {
            return null;
        }
        final long endMs = ByteBuffer.wrap(session).getLong(Pseudonym.LENGTH);
        return clock.time() < endMs ? Pseudonym.of(Arrays.copyOf(session, Pseudonym.LENGTH)) : null;
    }
}
