package io.swabline.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A network between a browser and a server. Told so, it takes requests and answers none, or answers a path as another version of
 * the server once did. A thread for each request that is under way; all end with {@link #close()}.
 */
final class TroubledNetwork implements AutoCloseable {
    /** What the client sends by itself. */
    private static final Set<String> NOT_HANDED_ON = Set.of("host", "connection", "content-length", "transfer-encoding");

    private final HttpServer front;
    private final int serverPort;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, HttpResponse<byte[]>> recorded = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean isSwallowing;

    private TroubledNetwork(final HttpServer front, final int serverPort) {
        this.front = front;
        this.serverPort = serverPort;
    }

    static TroubledNetwork to(final int serverPort) throws IOException {
        final HttpServer front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        final TroubledNetwork network = new TroubledNetwork(front, serverPort);
        front.setExecutor(network.threads);
        front.createContext("/", network::handle);
        front.start();
        return network;
    }

    String address() {
        return "http://127.0.0.1:" + front.getAddress().getPort();
    }

    /** From now on every request is taken and none is answered; or they are again. */
    void swallow(final boolean isOn) {
        isSwallowing = isOn;
    }

    /** From now on a path is answered as the server answers it at this moment. */
    void hold(final String path) throws IOException, InterruptedException {
        recorded.put(path, client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + serverPort + path)).build(),
            HttpResponse.BodyHandlers.ofByteArray()));
    }

    /** Paths are answered by the server again. */
    void holdNothing() {
        recorded.clear();
    }

    private void handle(final HttpExchange exchange) throws IOException {
        try (exchange) {
            if (isSwallowing) {
                closed.await();
                return;
            }
            final HttpResponse<byte[]> held = recorded.get(exchange.getRequestURI().getPath());
            answer(exchange, held != null ? held : client.send(request(exchange), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(final HttpExchange exchange) throws IOException {
        final byte[] body = exchange.getRequestBody().readAllBytes();
        final HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + serverPort + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_HANDED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private static void answer(final HttpExchange exchange, final HttpResponse<byte[]> answer) throws IOException {
        answer.headers().map().forEach((name, values) -> {
            if (!NOT_HANDED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        final boolean hasBody = answer.body().length > 0;
        exchange.sendResponseHeaders(answer.statusCode(), hasBody ? answer.body().length : -1);
        if (hasBody) {
            exchange.getResponseBody().write(answer.body());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        front.stop(0);
        threads.shutdownNow();
    }
}
