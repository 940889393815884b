package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.PersonLink;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two persons who are one, as a station sees them. */
class LinkedScansTest {
    private static final long DAY_S = TimeUnit.DAYS.toSeconds(1);
    private static final String ID = "11010519491231002X";

    @TempDir
    private Path directory;
    private TestServer server;
    private Conversation conversation;
    private final long nowMs = System.currentTimeMillis();

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(directory);
        conversation = new Conversation(server);
    }

    @AfterEach
    void otherStationsAreServedAsEver() throws Exception {
        try (TestServer closing = server) {
            conversation.assertServedAsEver();
            assertThat(closing.failure).isNotDone();
        }
    }

    private byte[] code(final Pseudonym person, final int issueNumber) {
        return RawStation.scan(nowMs, ScanMethod.CODE, "A", RawStation.code(
            server.keys.current(), person, issueNumber, nowMs / 1000 - DAY_S, CodeDescriptor.FLAG_SELF));
    }

    private void link(final Pseudonym one, final Pseudonym other) {
        server.links.add(new PersonLink(1, nowMs, one, other));
    }

    @Test
    void shouldRegisterOnceByTheCodesOfBothAndByTheIdCard() throws Exception {
        final Pseudonym byCard = server.keys.pseudonyms().of(ID);
        final Pseudonym byPassport = RawStation.person(2);
        link(byPassport, byCard);
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, code(byPassport, 1)));
            assertThat(station.reply()).isEqualTo("ack 1-1");
            station.send(station.scansFrame(2, code(byCard, 1), conversation.card(ID, "A"), code(byPassport, 1)));
            assertThat(station.reply()).isEqualTo("ack 2-4 2:DOUBLE_SCAN 3:DOUBLE_SCAN 4:DOUBLE_SCAN");
        }
    }

    @Test
    void shouldKnowAfterTheLinkWhoWasScannedBeforeIt() throws Exception {
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, code(RawStation.person(1), 1)));
            assertThat(station.reply()).isEqualTo("ack 1-1");
            link(RawStation.person(1), RawStation.person(2));
            station.send(station.scansFrame(2, code(RawStation.person(2), 1), code(RawStation.person(3), 1)));
            assertThat(station.reply()).isEqualTo("ack 2-3 2:DOUBLE_SCAN");
            station.send(station.scansFrame(1, code(RawStation.person(1), 1)));
            assertThat(station.reply()).isEqualTo("ack 1-1 1:ACCEPTED(again)");
        }
    }

    /** A cut-off names the pseudonym that its code was issued to, and counts for that one alone. */
    @Test
    void shouldJudgeEachCodeByTheCutoffsOfWhomItWasIssuedTo() throws Exception {
        link(RawStation.person(1), RawStation.person(2));
        server.cutoffs.set(server.cutoffs.get().with(List.of(
            new Cutoff(2, nowMs - 60_000, nowMs / 1000 + 30 * DAY_S, RawStation.person(2), 7, 99))));
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, code(RawStation.person(2), 7), code(RawStation.person(1), 7)));
            assertThat(station.reply()).isEqualTo("ack 1-2 1:SUPERSEDED");
            station.send(station.scansFrame(3, code(RawStation.person(2), 8)));
            assertThat(station.reply()).isEqualTo("ack 3-3 3:DOUBLE_SCAN");
        }
    }
}
