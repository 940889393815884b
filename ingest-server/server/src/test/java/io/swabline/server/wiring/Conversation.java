package io.swabline.server.wiring;

import io.swabline.protocol.ScanMethod;

import static org.assertj.core.api.Assertions.assertThat;

/** What the tests of conversations say and expect again and again. */
final class Conversation {
    private final TestServer server;

    Conversation(final TestServer server) {
        this.server = server;
    }

    byte[] code(final long person, final String sample) {
        return RawStation.scan(System.currentTimeMillis(), ScanMethod.CODE, sample, server.code(person));
    }

    byte[] card(final String id, final String sample) {
        return RawStation.scan(System.currentTimeMillis(), ScanMethod.ID_CARD, sample, RawStation.idNumber(id));
    }

    RawStation open(final long stream) throws Exception {
        return open(7, stream);
    }

    RawStation open(final long number, final long stream) throws Exception {
        final RawStation station = server.station().hello(number, stream);
        assertThat(station.reply()).isEqualTo("welcome 0 credit " + TestServer.CREDIT + " DISK");
        return station;
    }

    void assertVerdict(final String verdict, final byte[] scan) throws Exception {
        try (RawStation station = open(40)) {
            station.send(station.scansFrame(1, scan));
            assertThat(station.reply()).isEqualTo("ack 1-1 1:" + verdict);
            assertThat(server.journal.verdictsOf(40)).containsExactly("1 " + verdict);
        }
    }

    void assertGoodbye(final String reason, final byte[]... frames) throws Exception {
        try (RawStation station = open(50)) {
            station.send(frames);
            assertThat(station.reply()).isEqualTo("goodbye " + reason);
            assertThat(station.reply()).isEqualTo("closed");
        }
        assertThat(server.journal.verdictsOf(50)).isEmpty();
    }

    /** Whatever went before, a well-behaved station is served as ever. */
    void assertServedAsEver() throws Exception {
        try (RawStation station = server.station().hello(999, 999_999)) {
            assertThat(station.reply()).startsWith("welcome 0");
            station.send(station.scansFrame(1, code(987_654, "LAST")));
            assertThat(station.reply()).isEqualTo("ack 1-1");
        }
    }
}
