package io.swabline.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * Asks the issuing side for the masked names of who holds codes, for scans that have their verdict, on threads of its own:
 * whether it answers, late or never, changes nothing for scans. At most {@link #UNANSWERED_MAX} questions are under way; a
 * further one is not asked. Any thread.
 */
final class MaskedNames {
    static final int UNANSWERED_MAX = 64;

    /** For what comes after the headers of an answer. */
    private static final Duration REST_TIMEOUT = Duration.ofMillis(500);
    private static final int ANSWER_LENGTH_MAX = 4 << 10;
    private static final int OK = 200;
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** Why there is no name. */
    enum Trouble { UNREACHABLE, KEY_UNKNOWN, SCOPE_MISSING, NOT_KNOWN, TOO_MANY, REFUSED }

    /**
     * What came of a question.
     *
     * @param name    masked; null if there is none
     * @param trouble why there is none; else null
     */
    record Found(String name, Trouble trouble) {
    }

    private final URI address;
    private final String key;
    private final Duration timeout;
    private final HttpClient client;
    private final Semaphore room = new Semaphore(UNANSWERED_MAX);

    /**
     * Asks at that address from now on.
     *
     * @param tls     null for none
     * @param timeout of a question
     */
    MaskedNames(final URI address, final String key, final SSLContext tls, final Duration timeout) {
        this.address = address;
        this.key = key;
        this.timeout = timeout;
        final HttpClient.Builder builder =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout);
        client = (tls == null ? builder : builder.sslContext(tls)).build();
    }

    /** Returns at once; what is found is told on another thread, or at once if too many questions are under way. */
    void ask(final String codeText, final Consumer<Found> told) {
        if (!room.tryAcquire()) {
            told.accept(new Found(null, Trouble.TOO_MANY));
            return;
        }
        final HttpRequest request = HttpRequest.newBuilder(address).timeout(timeout)
            .header("Authorization", "Bearer " + key).header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"code\":\"" + codeText + "\"}")).build();
        client.sendAsync(request, MaskedNames::body)
            .thenApply(MaskedNames::found)
            .completeOnTimeout(
                new Found(null, Trouble.UNREACHABLE), timeout.plus(REST_TIMEOUT).toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(failure -> new Found(null, Trouble.UNREACHABLE))
            .thenAccept(told)
            .whenComplete((done, failure) -> room.release());
    }

    /** Waits until every question is answered, or has had its time. */
    void awaitAnswers() throws InterruptedException {
        if (room.tryAcquire(UNANSWERED_MAX, timeout.plus(REST_TIMEOUT.multipliedBy(2)).toMillis(), TimeUnit.MILLISECONDS)) {
            room.release(UNANSWERED_MAX);
        }
    }

    /** Answers say how long they are; of another one, or one that is too long, nothing is kept. */
    private static HttpResponse.BodySubscriber<byte[]> body(final HttpResponse.ResponseInfo info) {
        final long length = info.headers().firstValueAsLong("Content-Length").orElse(Long.MAX_VALUE);
        return length <= ANSWER_LENGTH_MAX
            ? HttpResponse.BodySubscribers.ofByteArray() : HttpResponse.BodySubscribers.replacing(new byte[0]);
    }

    private static Found found(final HttpResponse<byte[]> answer) {
        final String text = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.statusCode() != OK) {
            return new Found(null, troubleOf(answer.statusCode(), text));
        }
        try {
            final String name = JsonFields.parse(text).text("masked_name").replaceAll("\\p{Cntrl}", "");
            return name.isBlank() ? new Found(null, Trouble.REFUSED) : new Found(name, null);
        } catch (final IOException e) {
            return new Found(null, Trouble.REFUSED);
        }
    }

    private static Trouble troubleOf(final int status, final String problem) {
        return switch (status) {
            case UNAUTHENTICATED -> Trouble.KEY_UNKNOWN;
            case FORBIDDEN -> Trouble.SCOPE_MISSING;
            case NOT_FOUND -> problem.contains("unknown-person") ? Trouble.NOT_KNOWN : Trouble.REFUSED;
            default -> Trouble.REFUSED;
        };
    }
}
