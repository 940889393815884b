package io.swabline.server.dedup;

import io.swabline.protocol.SipHash;
import org.junit.jupiter.api.Test;

import static io.swabline.server.dedup.StreamTable.FORGET_EMPTY_AFTER_MS;
import static io.swabline.server.dedup.StreamTable.NONE;
import static org.assertj.core.api.Assertions.assertThat;

/** What a full table makes room with, and what it does not. */
class StreamTableTest {
    private static final SipHash HASH = new SipHash(1, 2);
    private static final long START_MS = 1_000_000;
    private static final long FORGET_AFTER_MS = 10 * FORGET_EMPTY_AFTER_MS;

    private final StreamTable table = new StreamTable(3, 16, FORGET_AFTER_MS, HASH);

    @Test
    void shouldForgetStreamThatOnlySaidHelloWhenRoomIsNeeded() {
        journaled(table.add(1, 7, START_MS));
        table.add(2, 7, START_MS);
        journaled(table.add(3, 7, START_MS));

        assertThat(table.add(4, 7, START_MS + FORGET_EMPTY_AFTER_MS)).isEqualTo(NONE);
        assertThat(table.add(4, 7, START_MS + FORGET_EMPTY_AFTER_MS + 1)).isNotEqualTo(NONE);
        assertThat(table.indexOf(2)).isEqualTo(NONE);
        assertThat(table.lastSequence(table.indexOf(1))).isEqualTo(1);
        assertThat(table.lastSequence(table.indexOf(3))).isEqualTo(1);
        assertThat(table.lastSequence(table.indexOf(4))).isZero();
        assertThat(table.size()).isEqualTo(3);
    }

    @Test
    void shouldKeepJournaledStreamForItsWholeTime() {
        for (int stream = 1; stream <= 3; stream++) {
            journaled(table.add(stream, 7, START_MS + stream));
        }
        table.seen(table.indexOf(1), START_MS + 4);

        assertThat(table.add(4, 7, START_MS + FORGET_AFTER_MS + 2)).isEqualTo(NONE);
        assertThat(table.add(4, 7, START_MS + FORGET_AFTER_MS + 3)).isNotEqualTo(NONE);
        assertThat(table.indexOf(2)).isEqualTo(NONE);
        assertThat(table.add(5, 7, START_MS + FORGET_AFTER_MS + 3)).isEqualTo(NONE);
        assertThat(table.add(5, 7, START_MS + FORGET_AFTER_MS + 4)).isNotEqualTo(NONE);
        assertThat(table.indexOf(3)).isEqualTo(NONE);
        assertThat(table.indexOf(1)).isNotEqualTo(NONE);
    }

    /** A token that was stolen must not keep all other stations out for days. */
    @Test
    void shouldLeaveRoomForOthersBesideAStationOfManyStreams() {
        final StreamTable streams = new StreamTable(64 * 65, 16, FORGET_AFTER_MS, HASH);
        for (int stream = 1; stream <= 65; stream++) {
            streams.journaled(streams.add(stream, 7, START_MS + stream), 1, 1);
        }

        assertThat(streams.add(66, 7, START_MS + FORGET_AFTER_MS + 1)).isEqualTo(NONE);
        assertThat(streams.add(67, 8, START_MS + FORGET_AFTER_MS + 1)).isNotEqualTo(NONE);
        assertThat(streams.add(66, 7, START_MS + FORGET_AFTER_MS + 2)).as("in the place of its first").isNotEqualTo(NONE);
        assertThat(streams.indexOf(1)).isEqualTo(NONE);
        assertThat(streams.add(68, 7, START_MS + FORGET_AFTER_MS + 2)).isEqualTo(NONE);
        assertThat(streams.size()).isEqualTo(66);
        assertThat(streams.addReplayed(68, 7, START_MS + FORGET_AFTER_MS + 2)).as("is in the journal").isNotEqualTo(NONE);
    }

    /** A quarantined record is no verdict of its stream, least of all that of another scan. */
    @Test
    void shouldKnowNoVerdictOfSequencesThatTheJournalLost() {
        final int index = table.add(1, 7, START_MS);
        for (int sequence = 1; sequence <= 40; sequence++) {
            table.journaled(index, sequence, 1 + sequence % 5);
        }
        table.journaled(index, 42, 6);
        assertThat(table.lastSequence(index)).isEqualTo(42);
        assertThat(table.verdict(index, 41)).isZero();
        assertThat(table.verdict(index, 40)).isEqualTo(1);
        assertThat(table.verdict(index, 42)).isEqualTo(6);

        table.journaled(index, 1_000_000, 7);
        for (int sequence = 999_980; sequence < 1_000_000; sequence++) {
            assertThat(table.verdict(index, sequence)).isZero();
        }
        assertThat(table.verdict(index, 1_000_000)).isEqualTo(7);
    }

    private void journaled(final int index) {
        table.journaled(index, 1, 1);
    }

    @Test
    void shouldMakeRoomInPlaceOfTheOldestWhileReplaying() {
        final StreamTable streams = new StreamTable(2, 8, 1_000, HASH);
        streams.journaled(streams.add(11, 1, 5_000), 3, 1);
        streams.journaled(streams.add(12, 2, 5_100), 1, 1);

        assertThat(streams.addInPlaceOfOldest(13, 3, 5_400)).isEqualTo(StreamTable.NONE);
        final int index = streams.addInPlaceOfOldest(13, 3, 5_500);

        assertThat(streams.indexOf(11)).isEqualTo(StreamTable.NONE);
        assertThat(streams.indexOf(12)).isNotEqualTo(StreamTable.NONE);
        assertThat(streams.indexOf(13)).isEqualTo(index);
        assertThat(streams.lastSequence(index)).isZero();
    }
}
