package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.swabline.cli.SettingsLoader;
import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalTail;
import io.swabline.journal.RecordHandler;
import io.swabline.journal.remote.RemoteTail;
import io.swabline.journal.remote.RemoteTailException;
import io.swabline.journal.remote.RemoteTailSettings;
import io.swabline.journal.remote.RemoteTls;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.access.Right;
import io.swabline.protocol.access.StationsFile;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Subscribers of a real server over sockets: what they read, and who may read. */
class SubscriberTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SCANS = 500;

    @TempDir
    private Path directory;
    private final Map<String, Object> settings = new HashMap<>();
    private IngestServer server;
    private RemoteTail tail;
    private long sequence;

    @AfterEach
    void close() {
        if (tail != null) {
            tail.close();
        }
        if (server != null) {
            server.drainAndClose();
        }
    }

    private void start(final Object... more) throws Exception {
        settings.putAll(Map.of("data.directory", directory.resolve("data").toString(), "keys.file",
            directory.resolve("keys.properties").toString(), "keys.create-if-missing", true, "http.enabled", false,
            "dedup.persons-max", 10_000, "pool.samples-max", 10_000, "streams.max", 100, "journal.roll-cycle", "TEST_SECONDLY",
            "access.stations-file", directory.resolve("stations.conf").toString(), "drain.reconnect-spread", "0s"));
        settings.put("journal.disk-free-min", "1MiB");
        settings.putIfAbsent("subscribers.enabled", true);
        settings.putIfAbsent("listen.port", 0);
        for (int i = 0; i < more.length; i += 2) {
            settings.put((String) more[i], more[i + 1]);
        }
        server = IngestServer.start(SettingsLoader.of(settings));
    }

    /** One code, over and over: each scan is a record all the same. */
    private void scan(final RawStation station, final int count) throws Exception {
        final byte[] code = RawStation.code(SamplingKeys.load(directory.resolve("keys.properties")).current(), 1,
            System.currentTimeMillis() / 1000 - 60);
        final byte[][] scans = new byte[count][];
        Arrays.fill(scans, RawStation.scan(System.currentTimeMillis(), ScanMethod.CODE, "S1", code));
        station.send(station.scansFrame(sequence + 1, scans));
        sequence += count;
        assertThat(station.repliesThrough(sequence)).doesNotContain("closed");
    }

    private RawStation station(final String token) throws Exception {
        final RawStation station = new RawStation(server.port()).hello(7, 9, token);
        assertThat(station.reply()).startsWith("welcome");
        return station;
    }

    private void scan(final int count) throws Exception {
        try (RawStation station = station("")) {
            scan(station, count);
        }
    }

    private String answerTo(final byte[]... frames) throws Exception {
        try (RawStation raw = new RawStation(server.port())) {
            raw.send(frames);
            String reply = raw.reply();
            while (reply.startsWith("message")) {
                reply = raw.reply();
            }
            assertThat(raw.reply()).isEqualTo("closed");
            return reply;
        }
    }

    private RemoteTail tail(final long from, final String token) {
        return new RemoteTail(
            new RemoteTailSettings("127.0.0.1", server.port(), "census", token, null, true, trouble -> { }), from);
    }

    private static RecordHandler into(final List<String> records) {
        return new RecordHandler() {
            @Override
            public void onRecord(final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) {
                final byte[] record = new byte[64];
                buffer.getBytes(offset, record);
                records.add(position + " " + appendedAtMs + " " + Arrays.hashCode(record));
            }

            @Override
            public void onGap(final long fromPosition, final long toPosition) {
                records.add("gap " + fromPosition + " " + toPosition);
            }
        };
    }

    private List<String> local() {
        final List<String> records = new ArrayList<>();
        try (JournalTail local = JournalTail.open(JournalSettings.directoryIn(directory.resolve("data")))) {
            while (local.poll(into(records), 1_000) > 0) {
                continue;
            }
        }
        return records;
    }

    private List<String> poll(final RemoteTail from, final long toPosition) {
        final List<String> records = new ArrayList<>();
        while (from.position() < toPosition) {
            from.poll(into(records));
        }
        return records;
    }

    @Test
    void shouldReadWhatTheLocalTailReadsAcrossRollsAndARestart() throws Exception {
        start();
        settings.put("listen.port", server.port());
        final List<String> records = Collections.synchronizedList(new ArrayList<>());
        tail = tail(RemoteTail.OLDEST, "");
        final CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            while (records.size() < 3 * SCANS) {
                tail.poll(into(records));
            }
        });
        scan(SCANS);
        final long second = System.currentTimeMillis() / 1000;
        await().atMost(LIMIT).until(() -> System.currentTimeMillis() / 1000 > second + 1);
        scan(SCANS);
        await().atMost(LIMIT).until(() -> records.size() == 2 * SCANS);
        server.drainAndClose();
        start();
        scan(SCANS);
        assertThat(reading).succeedsWithin(LIMIT);

        assertThat(records).hasSize(3 * SCANS).isEqualTo(local());
        assertThat(tail.position()).isEqualTo(3 * SCANS);
        assertThat(tail.missingRecords()).isZero();
    }

    @Test
    void shouldBeginWhereTheSubscriberWants() throws Exception {
        start();
        scan(SCANS);
        final List<String> all = local();
        assertThat(poll(tail(RemoteTail.OLDEST, ""), SCANS)).isEqualTo(all);
        assertThat(poll(tail(123, ""), SCANS)).isEqualTo(all.subList(123, SCANS));
        tail = tail(RemoteTail.NEWEST, "");
        tail.poll(into(new ArrayList<>()));
        assertThat(tail.position()).isEqualTo(SCANS);
        scan(5);
        assertThat(poll(tail, SCANS + 5)).isEqualTo(local().subList(SCANS, SCANS + 5));
    }

    @Test
    void shouldRefuseAPositionThatTheJournalHasNotComeTo() throws Exception {
        start();
        scan(10);
        assertThat(answerTo(SubscriberFrames.subscribe(11, 10, "census", ""))).isEqualTo("refused POSITION_BEYOND_END");
        assertThatThrownBy(() -> tail(11, "").poll(into(new ArrayList<>())))
            .isInstanceOf(RemoteTailException.class).hasMessageContaining("has not come to position 11");
    }

    @Test
    void shouldSendNoMoreThanTheCredit() throws Exception {
        start();
        scan(20);
        try (RawStation raw = new RawStation(server.port())) {
            raw.send(SubscriberFrames.subscribe(-2, 3, "census", ""));
            assertThat(raw.reply()).isEqualTo("message 11");
            await().atMost(LIMIT).until(() -> server.subscribers().sent() == 3);
            raw.send(SubscriberFrames.credit(4));
            await().atMost(LIMIT).until(() -> server.subscribers().sent() == 7);
        }
    }

    @Test
    void shouldEndWhoeverBreaksTheProtocol() throws Exception {
        start();
        final byte[] good = SubscriberFrames.subscribe(-2, 10, "census", "");
        final long most = 1 << 20;
        assertThat(answerTo(SubscriberFrames.subscribe(-3, 10, "census", ""))).isEqualTo("goodbye MALFORMED_FRAME");
        assertThat(answerTo(SubscriberFrames.subscribe(0, most + 1, "census", ""))).isEqualTo("goodbye CREDIT_EXCEEDED");
        assertThat(answerTo(SubscriberFrames.subscribe(0, 1, "Census\n", ""))).isEqualTo("refused MALFORMED");
        assertThat(answerTo(good, good)).isEqualTo("goodbye UNKNOWN_MESSAGE");
        assertThat(answerTo(good, SubscriberFrames.credit(most))).isEqualTo("goodbye CREDIT_EXCEEDED");
        assertThat(answerTo(good, SubscriberFrames.credit(0xFFFF_FFFEL))).isEqualTo("goodbye CREDIT_EXCEEDED");
        assertThat(answerTo(good, new byte[] {-1, -1, -1, 127})).isEqualTo("goodbye FRAME_LENGTH");
        final byte[] cut = good.clone();
        cut[24] = 60; // the length of the name
        assertThat(answerTo(cut)).isEqualTo("goodbye MALFORMED_FRAME");
        final byte[] old = good.clone();
        old[10] = 0; // the version
        assertThat(answerTo(old)).isEqualTo("goodbye UNKNOWN_MESSAGE");
        try (RawStation station = station("")) {
            assertThat(answerTo(good, station.helloFrame(7, 10, System.currentTimeMillis())))
                .isEqualTo("goodbye UNKNOWN_MESSAGE");
            station.send(good);
            assertThat(station.reply()).isEqualTo("goodbye UNKNOWN_MESSAGE");
        }
        await().atMost(LIMIT).until(() -> server.subscribers().open() == 0);
    }

    @Test
    void shouldTakeSoManySubscribersAndNoMore() throws Exception {
        start("subscribers.max", 1);
        try (RawStation first = new RawStation(server.port())) {
            first.send(SubscriberFrames.subscribe(-2, 10, "census", ""));
            assertThat(first.reply()).isEqualTo("message 11");
            assertThat(answerTo(SubscriberFrames.subscribe(-2, 10, "other", ""))).isEqualTo("refused SUBSCRIBERS_FULL");
        }
        await().atMost(LIMIT).until(() -> server.subscribers().open() == 0);
        try (RawStation next = new RawStation(server.port())) {
            next.send(SubscriberFrames.subscribe(-2, 10, "other", ""));
            assertThat(next.reply()).isEqualTo("message 11");
        }
    }

    /** One that leaks connections, or means harm, must leave places to those with other names. */
    @Test
    void shouldGiveTheSubscribersOfOneNameAQuarterOfThePlaces() throws Exception {
        final StationsFile file = new StationsFile(directory.resolve("stations.conf"));
        final Map<String, String> tokens = file.add(List.of("stats", "lab"), Right.SUBSCRIBE, null);
        start("subscribers.enabled", "auto", "subscribers.max", 8);
        final List<RawStation> open = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                open.add(subscribed("stats", tokens));
            }
            for (int i = 0; i < 8; i++) {
                assertThat(answerTo(SubscriberFrames.subscribe(-2, 10, "stats", tokens.get("stats"))))
                    .isEqualTo("refused SUBSCRIBERS_FULL");
            }
            open.add(subscribed("lab", tokens));
            open.remove(0).close();
            await().atMost(LIMIT).until(() -> server.subscribers().open() == 2);
            open.add(subscribed("stats", tokens));
        } finally {
            for (final RawStation each : open) {
                each.close();
            }
        }
    }

    private RawStation subscribed(final String name, final Map<String, String> tokens) throws Exception {
        final RawStation raw = new RawStation(server.port());
        raw.send(SubscriberFrames.subscribe(-2, 10, name, tokens.get(name)));
        assertThat(raw.reply()).as(name).isEqualTo("message 11");
        return raw;
    }

    @Test
    void shouldTakeNoSubscribersWhereTheyAreOff() throws Exception {
        start("subscribers.enabled", false);
        assertThat(answerTo(SubscriberFrames.subscribe(-2, 10, "census", ""))).isEqualTo("refused SUBSCRIBERS_OFF");
    }

    /** The default: other accounts of this machine reach a loopback port, too. */
    @Test
    void shouldAskSubscribersForATokenWhereStationsAreNotAsked() throws Exception {
        final StationsFile file = new StationsFile(directory.resolve("stations.conf"));
        start("subscribers.enabled", "auto");
        assertThat(answerTo(SubscriberFrames.subscribe(-2, 10, "census", ""))).isEqualTo("refused NOT_AUTHORIZED");
        scan(10);
        server.drainAndClose();

        final String census = file.add(List.of("census"), Right.SUBSCRIBE, null).get("census");
        start();
        tail = tail(RemoteTail.OLDEST, census);
        assertThat(poll(tail, 10)).isEqualTo(local());
    }

    @Test
    void shouldLetOnlySubscribersTokensReadAndOnlyStationsTokensScan() throws Exception {
        final StationsFile file = new StationsFile(directory.resolve("stations.conf"));
        final String census = file.add(List.of("census"), Right.SUBSCRIBE, null).get("census");
        final String seven = file.add(List.of("7"), Right.SCAN, null).get("7");
        start("listen.authentication", "token");
        final String refused = "refused NOT_AUTHORIZED";
        assertThat(answerTo(SubscriberFrames.subscribe(-2, 10, "census", ""))).isEqualTo(refused);
        assertThat(answerTo(SubscriberFrames.subscribe(-2, 10, "census", seven))).isEqualTo(refused);
        assertThat(answerTo(SubscriberFrames.subscribe(-2, 10, "other", census))).isEqualTo(refused);
        try (RawStation raw = new RawStation(server.port()).hello(7, 9, census)) {
            assertThat(raw.reply()).isEqualTo(refused);
        }
        try (RawStation station = station(seven)) {
            scan(station, 10);
        }
        tail = tail(RemoteTail.OLDEST, census);
        assertThat(poll(tail, 10)).isEqualTo(local());

        file.remove(Set.of("census"), null);
        assertThatThrownBy(() -> poll(tail, 11)).isInstanceOf(RemoteTailException.class)
            .hasMessageContaining("token of subscriber census was removed").hasMessageNotContaining(census);
        await().atMost(LIMIT).until(() -> server.subscribers().open() == 0);
    }

    @Test
    void shouldServeSubscribersByTls() throws Exception {
        final TlsFixture fixture = new TlsFixture(directory);
        start("tls.certificate-file", fixture.files.certificate().toString(),
            "tls.private-key-file", fixture.files.privateKey().toString());
        try (RawStation station = fixture.connect(fixture.client(), server.port()).hello(7, 9)) {
            assertThat(station.reply()).startsWith("welcome");
            scan(station, SCANS);
        }
        tail = new RemoteTail(new RemoteTailSettings("127.0.0.1", server.port(), "census", "", RemoteTls.of(fixture.trusted),
            true, trouble -> { }), RemoteTail.OLDEST);
        assertThat(poll(tail, SCANS)).isEqualTo(local());
        assertThatThrownBy(() -> tail(0, "").poll(into(new ArrayList<>())))
            .isInstanceOf(RemoteTailException.class).hasMessageContaining("wants TLS");
    }

    /** It subscribes with all the credit that there is, and never reads a byte. */
    @Test
    void shouldSendAwayASubscriberThatStallsWhileScansFlow() throws Exception {
        start("subscribers.stall-max", "1s");
        try (SocketChannel stalled = SocketChannel.open(); RawStation station = station("")) {
            stalled.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            stalled.connect(new InetSocketAddress("127.0.0.1", server.port()));
            stalled.write(ByteBuffer.wrap(SubscriberFrames.subscribe(-2, 1 << 20, "census", "")));
            await().atMost(LIMIT).until(() -> server.subscribers().open() == 1);
            final long startedNs = System.nanoTime();
            while (server.subscribers().slow() == 0 && System.nanoTime() - startedNs < LIMIT.toNanos()) {
                scan(station, SCANS);
            }
            assertThat(server.subscribers().slow()).isEqualTo(1);
            await().atMost(LIMIT).until(() -> server.subscribers().open() == 0);
            scan(station, SCANS);
        }
        tail = tail(RemoteTail.OLDEST, "");
        assertThat(poll(tail, sequence)).isEqualTo(local());
    }
}
