package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.swabline.issuer.CodeDesk;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CodeIssuer;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKeys;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.LoggerFactory;

/** A listener on a free port with a desk in memory, callers, and a record of all that it answered and logged. */
final class HttpFixture implements AutoCloseable {
    /** A woman of 1949. */
    static final String ID_NUMBER = "11010519491231002X";
    static final String NAME = "欧阳春晓";
    static final String PERSON = "{\"id_number\":\"" + ID_NUMBER + "\",\"name\":\"" + NAME + "\"}";
    static final Instant NOW = Instant.parse("2022-04-15T02:00:00Z");

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final AtomicLong nowMs = new AtomicLong(NOW.toEpochMilli());
    private final FakeDesk desk = new FakeDesk(nowMs::get);
    private final AtomicReference<CodeDesk> deskNow = new AtomicReference<>(desk);
    private final AtomicReference<byte[]> trustBundle = new AtomicReference<>("a bundle".getBytes(StandardCharsets.UTF_8));
    private final CallersFile callersFile;
    private final String key;
    private final String lookupKey;
    private final String kinshipKey;
    private final String staffKey;
    private final String namesKey;
    private final SamplingKeys keys;
    private final IssuerHttp http;
    private final TestCertificate certificate;
    private final HttpClient client;
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<String> answers = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();

    private HttpFixture(
        final Path dir, final TestCertificate certificate, final UnaryOperator<HttpSettings> settings,
        final NanoClock nanoClock) {
        this.certificate = certificate;
        final HttpClient.Builder builder =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
        client = (certificate == null ? builder : builder.sslContext(certificate.trusted())).build();
        log.start();
        logger().setLevel(Level.DEBUG);
        logger().addAppender(log);
        callersFile = new CallersFile(dir.resolve("callers.conf"));
        key = callersFile.add("city-app", EnumSet.of(Scope.ISSUE));
        lookupKey = callersFile.add("staff", EnumSet.of(Scope.LOOKUP));
        kinshipKey = callersFile.add("civil-affairs", EnumSet.of(Scope.KINSHIP));
        staffKey = callersFile.add("street-office", EnumSet.of(Scope.RELATIONS, Scope.LINK));
        namesKey = callersFile.add("stations", EnumSet.of(Scope.NAMES));
        keys = SamplingKeys.create(dir.resolve("keys.properties"));
        http = IssuerHttp.start(
            settings.apply(HttpSettings.defaults(callersFile.path()).listeningOn("127.0.0.1", 0).withDevelopmentLogin(true)),
            certificate == null ? null : certificate.tls(), deskNow::get, () -> keys, trustBundle::get, nowMs::get,
            nanoClock);
    }

    static HttpFixture start(final Path dir) {
        return start(dir, UnaryOperator.identity());
    }

    /** With TLS. */
    static HttpFixture start(
        final Path dir, final TestCertificate certificate, final UnaryOperator<HttpSettings> settings) {
        return new HttpFixture(dir, certificate, settings, SystemNanoClock.INSTANCE);
    }

    static HttpFixture start(final Path dir, final UnaryOperator<HttpSettings> settings) {
        return new HttpFixture(dir, null, settings, SystemNanoClock.INSTANCE);
    }

    /** In which the limits on how often somebody may ask go by that clock. */
    static HttpFixture start(final Path dir, final NanoClock nanoClock) {
        return new HttpFixture(dir, null, UnaryOperator.identity(), nanoClock);
    }

    FakeDesk desk() {
        return desk;
    }

    IssuerHttp http() {
        return http;
    }

    CallersFile callersFile() {
        return callersFile;
    }

    String key() {
        return key;
    }

    String lookupKey() {
        return lookupKey;
    }

    String kinshipKey() {
        return kinshipKey;
    }

    String staffKey() {
        return staffKey;
    }

    String namesKey() {
        return namesKey;
    }

    /** The body that shows a genuine code of that person, registered or not. */
    String codeOf(final String idNumber) {
        return "{\"code\":\"" + codeText(keys, idNumber) + "\"}";
    }

    static String codeText(final SamplingKeys keys, final String idNumber) {
        final byte[] id = idNumber.getBytes(StandardCharsets.US_ASCII);
        final byte[] pseudonym = new byte[Pseudonym.LENGTH];
        keys.pseudonyms().of(id, 0, id.length, pseudonym, 0);
        return SamplingCode.of(new CodeIssuer(keys.current()).issue(
            Pseudonym.of(pseudonym), 1, NOW.getEpochSecond(), 30, CodeDescriptor.FLAG_SELF)).text();
    }

    void setDesk(final CodeDesk other) {
        deskNow.set(other);
    }

    void setTrustBundle(final byte[] bundle) {
        trustBundle.set(bundle);
    }

    void pass(final Duration time) {
        nowMs.addAndGet(time.toMillis());
    }

    HttpRequest.Builder request(final String path) {
        final String scheme = certificate == null ? "http" : "https";
        return HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + http.port() + path)).timeout(TIMEOUT);
    }

    HttpRequest.Builder json(final String path, final String body) {
        return request(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    }

    /** A request of the city's app. */
    HttpResponse<String> call(final String path, final String body) {
        return send(json(path, body).header("Authorization", "Bearer " + key));
    }

    /** A request of the caller with that key. */
    HttpResponse<String> as(final String otherKey, final String path, final String body) {
        return send(json(path, body).header("Authorization", "Bearer " + otherKey));
    }

    HttpResponse<String> get(final String path) {
        return send(request(path).GET());
    }

    /** Opens an address as an app or an address line does: no page led there. */
    HttpResponse<String> enter(final String url) {
        return send(request(url).GET().header("Sec-Fetch-Site", "none"));
    }

    /** The address of a fresh ticket. */
    String ticket(final String person) {
        return call("/v1/page-tickets", person).body().replaceAll(".*\"url\":\"([^\"]*)\".*", "$1");
    }

    /** A request of a page; the session may be null, the body too for GET. */
    HttpResponse<String> page(final String session, final String path, final String body) {
        final HttpRequest.Builder request = body == null ? request(path).GET() : json(path, body);
        request.header(Gate.PAGE_HEADER, Gate.PAGE_HEADER_VALUE);
        return send(session == null ? request : request.header("Cookie", session));
    }

    /** Logs in and gives the session's cookie. */
    String login(final String person) {
        final HttpResponse<String> answer = page(null, "/pages/api/login", person);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return cookie(answer);
    }

    static String cookie(final HttpResponse<?> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
    }

    HttpResponse<String> send(final HttpRequest.Builder request) {
        final HttpResponse<String> answer = sendFor(request, HttpResponse.BodyHandlers.ofString());
        answers.add(answer.statusCode() + " " + answer.headers().map() + " " + answer.body());
        return answer;
    }

    <T> HttpResponse<T> sendFor(final HttpRequest.Builder request, final HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request.build(), handler);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpClient client() {
        return client;
    }

    /** Sends bytes as they are and gives what comes back until the other side closes. */
    String raw(final String... parts) throws IOException {
        try (Socket socket = socket()) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            for (final String part : parts) {
                socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }
            final InputStream in = socket.getInputStream();
            final String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            answers.add(answer);
            return answer;
        }
    }

    /** A connection, through TLS where there is any. */
    Socket socket() throws IOException {
        return certificate == null
            ? new Socket("127.0.0.1", http.port())
            : certificate.trusted().getSocketFactory().createSocket("127.0.0.1", http.port());
    }

    /** A connection without TLS from an address of this machine, open until the fixture is closed. */
    Socket connectFrom(final String address) throws IOException {
        final Socket socket = new Socket("127.0.0.1", http.port(), InetAddress.getByName(address), 0);
        sockets.add(socket);
        return socket;
    }

    /** Sends a request as it is and gives its one answer; the connection stays open. */
    static String exchange(final Socket socket, final String request) throws IOException {
        socket.setSoTimeout((int) TIMEOUT.toMillis());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        final InputStream in = socket.getInputStream();
        final StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            final int next = in.read();
            if (next < 0) {
                throw new EOFException("closed after: " + head);
            }
            head.append((char) next);
        }
        final Matcher length = CONTENT_LENGTH.matcher(head);
        final int bodyLength = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return head + new String(in.readNBytes(bodyLength), StandardCharsets.UTF_8);
    }

    /** All log lines so far. */
    List<String> logged() {
        synchronized (log) {
            return List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
        }
    }

    void assertProblem(final HttpResponse<String> answer, final ProblemType type) {
        assertThat(answer.body()).contains("\"type\":\"" + type.uri() + "\"", "\"status\":" + type.status());
        assertThat(answer.statusCode()).isEqualTo(type.status());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }

    /** Neither an answer nor a log line says who it was about, or holds a key. */
    void assertNothingLeaked() {
        final List<String> said = new ArrayList<>(answers);
        said.addAll(logged());
        for (final String secret : List.of(ID_NUMBER, NAME, key, lookupKey, kinshipKey, staffKey, namesKey, "swb_A")) {
            assertThat(said).noneMatch(text -> text.contains(secret));
        }
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(sockets);
        http.close();
        logger().detachAppender(log);
        logger().setLevel(Level.INFO);
        assertNothingLeaked();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
