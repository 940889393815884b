package io.swabline.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.swabline.server.ops.LogLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
@SuppressWarnings("try")
class ControlSocketTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicLong nowNs = new AtomicLong(77);

    @TempDir
    private Path dir;

    @Test
    void shouldAnswerARequestAndSayWhatItDoesNotKnow() throws Exception {
        try (ControlServer server = open(dir)) {
            server.register("greet", ControlOperation.atOnce(
                arguments -> ControlAnswer.done(Map.of("greeting", "good morning,\n" + arguments.get("name")))));
            server.register("fail", arguments -> {
                throw new IllegalStateException("secret");
            });
            final ControlClient client = new ControlClient(dir, PATIENCE);

            assertThat(client.ask("greet", Map.of("name", "张三")).text("greeting")).isEqualTo("good morning,\n张三");
            assertThat(client.ask("nothing", Map.of())).satisfies(answer -> {
                assertThat(answer.isDone()).isFalse();
                assertThat(answer.reason()).contains("'nothing'", "[fail, greet]");
            });
            assertThat(client.ask("fail", Map.of()).reason()).contains("its log says why").doesNotContain("secret");
            assertThat(raw("what?\n")).contains("\"done\":\"false\"", "no JSON object");
            assertThat(raw("{\"operation\":[\"greet\"]}\n")).contains("\"done\":\"false\"");
            assertThat(raw("{\"operation\":\"greet\",\"operation\":\"fail\"}\n")).contains("\"done\":\"false\"");
            assertThatThrownBy(() -> server.register("greet", arguments -> null)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldShowItsSocketToItsOwnerOnlyAndRemoveIt() throws Exception {
        final Path control = dir.resolve("control");
        Files.createDirectory(control);
        Files.setPosixFilePermissions(control, PosixFilePermissions.fromString("rwxrwxrwx"));

        try (ControlServer server = open(dir)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(control))).isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(control.resolve("socket"))))
                .isEqualTo("rw-------");
        }

        assertThat(control).isEmptyDirectory();
        assertThatThrownBy(() -> new ControlClient(dir, PATIENCE).ask("greet", Map.of()))
            .asInstanceOf(type(ControlException.class))
            .satisfies(e -> assertThat(e.kind()).isEqualTo(ControlException.Kind.NO_SERVER))
            .extracting(Throwable::getMessage).asString().contains("no server is running on " + dir);
    }

    @Test
    void shouldReplaceTheSocketOfAServerThatWasKilled() throws Exception {
        Files.createDirectory(dir.resolve("control"));
        try (var dead = java.nio.channels.ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(dir.resolve("control/socket")));
        }
        assertThat(dir.resolve("control/socket")).exists();
        assertThatThrownBy(() -> new ControlClient(dir, PATIENCE).ask("ping", Map.of()))
            .asInstanceOf(type(ControlException.class))
            .satisfies(e -> assertThat(e.kind()).isEqualTo(ControlException.Kind.NO_SERVER));

        try (ControlServer server = open(dir)) {
            server.register("ping", ControlOperation.atOnce(arguments -> ControlAnswer.done()));

            assertThat(new ControlClient(dir, PATIENCE).ask("ping", Map.of()).isDone()).isTrue();
        }
    }

    /** The system takes 108 bytes for the path of a socket. */
    @Test
    void shouldServeADataDirectoryWithAVeryLongName() throws Exception {
        final Path deep = dir.resolve("d".repeat(120)).resolve("数据".repeat(30)).resolve("e".repeat(200));
        Files.createDirectories(deep);
        try (ControlServer server = open(deep)) {
            server.register("ping", ControlOperation.atOnce(arguments -> ControlAnswer.done()));

            assertThat(new ControlClient(deep, PATIENCE).ask("ping", Map.of()).isDone()).isTrue();
            assertThat(deep.resolve("control/socket")).exists();
        }
        assertThat(deep.resolve("control")).isEmptyDirectory();
    }

    @Test
    void shouldReadNoMoreThanALineMayHave() throws Exception {
        try (ControlServer server = open(dir)) {
            assertThat(raw("x".repeat(ControlConnection.REQUEST_LENGTH_MAX))).contains("at most 4096 bytes");
        }
    }

    @Test
    void shouldCloseWhoSaysNothingAndServeTheOthersMeanwhile() throws Exception {
        try (ControlServer server = ControlServer.open(dir, nowNs::get)) {
            server.register("ping", ControlOperation.atOnce(arguments -> ControlAnswer.done()));
            server.register("wait", arguments -> new CompletableFuture<>());
            server.start();
            final List<SocketChannel> silent = new ArrayList<>();
            for (int i = 0; i < ControlServer.CONNECTIONS_MAX - 1; i++) {
                silent.add(connect());
            }
            assertThat(new ControlClient(dir, PATIENCE).ask("ping", Map.of()).isDone()).isTrue();
            final SocketChannel waiting = connect();
            waiting.write(ByteBuffer.wrap("{\"operation\":\"wait\"}\n".getBytes(StandardCharsets.UTF_8)));

            // All places are taken: the next one waits until those before it have used up their time.
            final CompletableFuture<ControlAnswer> next = CompletableFuture.supplyAsync(() -> {
                try {
                    return new ControlClient(dir, PATIENCE).ask("ping", Map.of());
                } catch (final ControlException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(PATIENCE).until(() -> {
                nowNs.addAndGet(ControlServer.DEADLINE_NS / 4);
                return next.isDone();
            });
            assertThat(next.join().isDone()).isTrue();
            assertThat(readAll(waiting)).contains("took longer than 5 s");
            for (final SocketChannel channel : silent) {
                assertThat(readAll(channel)).contains("\"done\":\"false\"");
            }
        }
    }

    @Test
    void shouldAnswerWhenAnotherThreadHasDoneIt() throws Exception {
        final CompletableFuture<ControlAnswer> later = new CompletableFuture<>();
        try (ControlServer server = open(dir)) {
            server.register("later", arguments -> later);
            final SocketChannel channel = connect();
            channel.write(ByteBuffer.wrap("{\"operation\":\"later\"}\n".getBytes(StandardCharsets.UTF_8)));
            await().until(() -> later.getNumberOfDependents() > 0);
            later.complete(ControlAnswer.done(Map.of("released", "3")));

            assertThat(readAll(channel)).isEqualTo("{\"done\":\"true\",\"released\":\"3\"}\n");
        }
    }

    /** As accept() does while the process is out of file descriptors. */
    @Test
    void shouldServeAgainOnceItCanAccept() throws Exception {
        final AtomicInteger tries = new AtomicInteger();
        final AtomicBoolean isOutOfDescriptors = new AtomicBoolean(true);
        try (LogLines lines = new LogLines(ControlServer.class);
            ControlServer server = ControlServer.open(dir, nowNs::get, listener -> {
                tries.incrementAndGet();
                if (isOutOfDescriptors.get()) {
                    throw new IOException("Too many open files");
                }
                return listener.accept();
            })) {
            server.register("ping", ControlOperation.atOnce(arguments -> ControlAnswer.done()));
            server.start();
            final CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return raw("{\"operation\":\"ping\"}\n");
                } catch (final IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int failed = 1; failed <= 3; failed++) {
                final int expected = failed;
                await().atMost(PATIENCE).until(() -> tries.get() == expected);
                nowNs.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
                assertThat(waiting).isNotDone();
                nowNs.incrementAndGet();
            }
            isOutOfDescriptors.set(false);
            await().atMost(PATIENCE).until(() -> {
                nowNs.addAndGet(TimeUnit.SECONDS.toNanos(1));
                return waiting.isDone();
            });

            assertThat(waiting.join()).contains("\"done\":\"true\"");
            assertThat(lines.all()).as("told once, not at each try").singleElement().asString()
                .contains("cannot accept connections", "Too many open files", "LimitNOFILE");
        }
    }

    private static ControlServer open(final Path directory) throws IOException {
        final ControlServer server = ControlServer.open(directory, SystemNanoClock.INSTANCE);
        server.start();
        return server;
    }

    private SocketChannel connect() throws IOException {
        final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(dir.resolve("control/socket")));
        return channel;
    }

    private String raw(final String request) throws IOException {
        final SocketChannel channel = connect();
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
        return readAll(channel);
    }

    private static String readAll(final SocketChannel channel) throws IOException {
        try (channel) {
            final ByteArrayOutputStream all = new ByteArrayOutputStream();
            final ByteBuffer part = ByteBuffer.allocate(1024);
            while (channel.read(part) >= 0) {
                all.write(part.array(), 0, part.position());
                part.clear();
            }
            return all.toString(StandardCharsets.UTF_8);
        }
    }
}
