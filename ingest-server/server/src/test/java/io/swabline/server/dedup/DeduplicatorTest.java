package io.swabline.server.dedup;

import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.SampleId;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.SipHash;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.server.ring.ConnectionId;
import io.swabline.server.ring.Outcome;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Slot;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeduplicatorTest {
    private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);
    private static final long NOW_MS = 1_800_000_000_000L;
    private static final int CREDIT = 8;
    private static final long STREAM = 77;
    private static final long STATION = 5;

    private final ScanRing ring = new ScanRing(16, 1);
    private final UnsafeBuffer scan = new UnsafeBuffer(new byte[64]);
    private final UnsafeBuffer record = new UnsafeBuffer(new byte[64]);
    private Deduplicator deduplicator = deduplicator(1_000, 1_000, 16);

    private static Deduplicator deduplicator(final long personsMax, final long samplesMax, final int streamsMax) {
        return new Deduplicator(new DedupLimits(12 * HOUR_MS, 72 * HOUR_MS, personsMax, samplesMax, streamsMax, CREDIT, 10,
            new SipHash(99, 99)));
    }

    private static long connection(final int number) {
        return ConnectionId.of(0, number, 1);
    }

    private Slot hello(final int connection, final long stream, final long station, final long nowMs) {
        final long sequence = ring.tryClaim(1);
        final Slot slot = ring.slot(sequence);
        slot.hello(connection(connection), stream, station, nowMs, 0);
        ring.publish(sequence, sequence);
        deduplicator.decide(slot);
        return slot;
    }

    private Slot scan(final int connection, final long stream, final long sequence, final long person, final String sample,
        final long scannedAtMs, final long nowMs, final Verdict validation) {
        scan.setMemory(0, 64, (byte) 0);
        scan.putLong(0, scannedAtMs);
        SampleId.put(sample, scan, ScanDescriptor.SAMPLE_ID_OFFSET);
        final long ringSequence = ring.tryClaim(1);
        final Slot slot = ring.slot(ringSequence);
        slot.scan(scan, 0, connection(connection), stream, STATION, sequence, nowMs, 0, 0);
        slot.buffer().putLong(slot.pseudonymOffset(), person * 0x9E37_79B9_7F4A_7C15L);
        slot.verdict(validation == null ? 0 : validation.code());
        ring.publish(ringSequence, ringSequence);
        deduplicator.decide(slot);
        return slot;
    }

    private Slot scan(final long sequence, final long person) {
        return scan(1, STREAM, sequence, person, "S" + sequence, NOW_MS, NOW_MS, null);
    }

    private void assertRecord(final Slot slot, final Verdict verdict) {
        assertThat(slot.outcome()).isEqualTo(Outcome.RECORD);
        assertThat(Verdict.of(slot.verdict())).isEqualTo(verdict);
    }

    private void assertAnswer(final Slot slot, final byte outcome, final int reason) {
        assertThat(slot.outcome()).isEqualTo(outcome);
        assertThat(slot.verdict()).isEqualTo(reason);
    }

    @Test
    void shouldAcceptAPersonOnceAndNameTheTimeOfTheFirstScan() {
        assertThat(hello(1, STREAM, STATION, NOW_MS).outcome()).isEqualTo(Outcome.WELCOME);
        assertRecord(scan(1, 1000), Verdict.ACCEPTED);
        final Slot second = scan(2, 1000);
        assertRecord(second, Verdict.DOUBLE_SCAN);
        assertThat(second.detail()).isEqualTo(NOW_MS / 1000);
        assertRecord(scan(1, STREAM, 3, 1000, "S3", NOW_MS + 12 * HOUR_MS, NOW_MS + 12 * HOUR_MS, null), Verdict.ACCEPTED);
    }

    @Test
    void shouldJudgeTheWindowByScanTimeWhicheverScanArrivesFirst() {
        hello(1, STREAM, STATION, NOW_MS);
        assertRecord(scan(1, 1000), Verdict.ACCEPTED);
        assertRecord(scan(1, STREAM, 2, 1000, "S2", NOW_MS - 11 * HOUR_MS, NOW_MS, null), Verdict.DOUBLE_SCAN);
        assertRecord(scan(1, STREAM, 3, 1000, "S3", NOW_MS - 24 * HOUR_MS, NOW_MS, null), Verdict.ACCEPTED);
        assertRecord(scan(1, STREAM, 4, 1000, "S4", NOW_MS - 30 * HOUR_MS, NOW_MS, null), Verdict.DOUBLE_SCAN);
    }

    @Test
    void shouldAnswerAScanSentAgainWithItsOwnVerdict() {
        hello(1, STREAM, STATION, NOW_MS);
        assertRecord(scan(1, 1000), Verdict.ACCEPTED);
        assertRecord(scan(2, 1000), Verdict.DOUBLE_SCAN);
        assertRecord(scan(1, STREAM, 3, 1001, "S3", NOW_MS, NOW_MS, Verdict.FORGED), Verdict.FORGED);
        assertAnswer(scan(1, 1000), Outcome.RETRANSMIT, Verdict.ACCEPTED.code());
        final Slot again = scan(2, 1000);
        assertAnswer(again, Outcome.RETRANSMIT, Verdict.DOUBLE_SCAN.code());
        assertThat(again.detail()).isEqualTo(NOW_MS / 1000);
        assertAnswer(scan(3, 1001), Outcome.RETRANSMIT, Verdict.FORGED.code());
        assertRecord(scan(4, 1002), Verdict.ACCEPTED);
    }

    @Test
    void shouldEndAConnectionThatLeavesAGapOrGoesTooFarBack() {
        hello(1, STREAM, STATION, NOW_MS);
        for (int sequence = 1; sequence <= CREDIT + 1; sequence++) {
            scan(sequence, sequence);
        }
        assertAnswer(scan(2, 2), Outcome.RETRANSMIT, Verdict.ACCEPTED.code());
        assertAnswer(scan(1, 1), Outcome.GOODBYE, GoodbyeReason.SEQUENCE_TOO_OLD.value());
        assertThat(scan(CREDIT + 2, 50).outcome()).as("behind the goodbye").isEqualTo(Outcome.DROP);
        hello(2, STREAM, STATION, NOW_MS);
        assertAnswer(scan(2, STREAM, CREDIT + 3, 51, "X", NOW_MS, NOW_MS, null), Outcome.GOODBYE,
            GoodbyeReason.SEQUENCE_GAP.value());
    }

    @Test
    void shouldHandAStreamToItsNewestConnectionAndDropWhatTheOldOneStillSends() {
        hello(1, STREAM, STATION, NOW_MS);
        scan(1, 1000);
        final Slot second = hello(2, STREAM, STATION, NOW_MS);
        assertThat(second.outcome()).isEqualTo(Outcome.WELCOME_REPLACING);
        assertThat(second.replacedConnection()).isEqualTo(connection(1));
        assertThat(second.detail()).isEqualTo(1);
        assertThat(scan(2, 1001).outcome()).isEqualTo(Outcome.DROP);
        assertRecord(scan(2, STREAM, 2, 1001, "S2", NOW_MS, NOW_MS, null), Verdict.ACCEPTED);
    }

    @Test
    void shouldRefuseTheStreamOfAnotherStationAndAnUnknownOne() {
        hello(1, STREAM, STATION, NOW_MS);
        assertAnswer(hello(2, STREAM, STATION + 1, NOW_MS), Outcome.REFUSED, RefusedReason.STREAM_OF_ANOTHER_STATION.value());
        assertAnswer(scan(3, 123, 1, 1, "S", NOW_MS, NOW_MS, null), Outcome.GOODBYE, GoodbyeReason.HELLO_EXPECTED.value());
    }

    @Test
    void shouldFillASampleToItsPoolSizeAtOneStation() {
        hello(1, STREAM, STATION, NOW_MS);
        for (int i = 1; i <= 10; i++) {
            assertRecord(scan(1, STREAM, i, i, "TUBE", NOW_MS, NOW_MS, null), Verdict.ACCEPTED);
        }
        assertRecord(scan(1, STREAM, 11, 11, "TUBE", NOW_MS, NOW_MS, null), Verdict.SAMPLE_FULL);
        assertRecord(scan(1, STREAM, 12, 1, "TUBE", NOW_MS, NOW_MS, null), Verdict.DOUBLE_SCAN);
        assertRecord(scan(1, STREAM, 13, 11, "NEXT", NOW_MS, NOW_MS, null), Verdict.ACCEPTED);
        hello(2, 88, STATION + 1, NOW_MS);
        final long ringSequence = ring.tryClaim(1);
        final Slot slot = ring.slot(ringSequence);
        slot.scan(scan, 0, connection(2), 88, STATION + 1, 1, NOW_MS, 0, 0);
        slot.buffer().putLong(slot.pseudonymOffset(), 4711);
        ring.publish(ringSequence, ringSequence);
        deduplicator.decide(slot);
        assertRecord(slot, Verdict.SAMPLE_ELSEWHERE);
    }

    @Test
    void shouldAnswerRetryWhileTheTableIsFullAndTakeTheScanOnceThereIsRoom() {
        deduplicator = deduplicator(3, 1_000, 16);
        hello(1, STREAM, STATION, NOW_MS);
        for (int i = 1; i <= 3; i++) {
            assertRecord(scan(i, i), Verdict.ACCEPTED);
        }
        assertAnswer(scan(4, 4), Outcome.RETRY, RetryReason.PERSONS_FULL.value());
        assertThat(scan(5, 5).outcome()).as("in flight behind the retry").isEqualTo(Outcome.DROP);
        assertAnswer(scan(2, 2), Outcome.RETRANSMIT, Verdict.ACCEPTED.code());
        assertAnswer(scan(4, 4), Outcome.RETRY, RetryReason.PERSONS_FULL.value());
        final long later = NOW_MS + 85 * HOUR_MS;
        assertRecord(scan(1, STREAM, 4, 4, "S4", later, later, null), Verdict.ACCEPTED);
        assertRecord(scan(1, STREAM, 5, 5, "S5", later, later, null), Verdict.ACCEPTED);
    }

    @Test
    void shouldTakeMorePeopleIntoTubesThatAreBegunWhenNoFurtherTubeHasRoom() {
        deduplicator = deduplicator(100, 2, 16);
        hello(1, STREAM, STATION, NOW_MS);
        assertRecord(scan(1, STREAM, 1, 1, "A", NOW_MS, NOW_MS, null), Verdict.ACCEPTED);
        assertRecord(scan(1, STREAM, 2, 2, "B", NOW_MS, NOW_MS, null), Verdict.ACCEPTED);
        assertAnswer(scan(1, STREAM, 3, 3, "C", NOW_MS, NOW_MS, null), Outcome.RETRY, RetryReason.SAMPLES_FULL.value());
        assertRecord(scan(1, STREAM, 3, 3, "A", NOW_MS, NOW_MS, null), Verdict.ACCEPTED);
        assertThat(deduplicator.sampleCount()).isEqualTo(2);
    }

    /** What was taken while no further tube had room is replayed the same way. */
    @Test
    void shouldReplayMorePeopleIntoTubesThatAreBegunWhenNoFurtherTubeHasRoom() {
        final Deduplicator small = deduplicator(100, 2, 16);
        final String[] tubes = {"A", "B", "A", "C"};
        for (int i = 0; i < tubes.length; i++) {
            scan.setMemory(0, 64, (byte) 0);
            scan.putLong(ScanDescriptor.CREDENTIAL_OFFSET, i + 1);
            SampleId.put(tubes[i], scan, ScanDescriptor.SAMPLE_ID_OFFSET);
            record.setMemory(0, 64, (byte) 0);
            RecordDescriptor.scannedAtMs(record, 0, NOW_MS);
            RecordDescriptor.stream(record, 0, STREAM);
            RecordDescriptor.sequence(record, 0, i + 1);
            RecordDescriptor.station(record, 0, (int) STATION);
            RecordDescriptor.sampleId(record, 0, scan, ScanDescriptor.SAMPLE_ID_OFFSET);
            RecordDescriptor.pseudonym(record, 0, scan, ScanDescriptor.CREDENTIAL_OFFSET);
            RecordDescriptor.verdict(record, 0, Verdict.ACCEPTED.code());
            if (i < 3) {
                small.replay(NOW_MS, record, 0);
            } else {
                assertThatThrownBy(() -> small.replay(NOW_MS, record, 0)).hasMessageContaining("pool.samples-max");
            }
        }
        assertThat(small.personCount()).as("the fourth was remembered before its tube found no room").isEqualTo(4);
        assertThat(small.sampleCount()).isEqualTo(2);
    }

    /** A table that is as large as its city needs must not look full while yesterday's people leave it. */
    @Test
    void shouldStayBelowTheFirstWarningWhileTheCityBringsWhatItSaid() {
        final int peoplePerDay = 3_000;
        final int personsMax = 4 * peoplePerDay * 4 / 3;
        deduplicator = deduplicator(personsMax, personsMax, 16);
        hello(1, STREAM, STATION, NOW_MS);
        long sequence = 0;
        int most = 0;
        for (int day = 0; day < 9; day++) {
            for (int person = 1; person <= peoplePerDay; person++) {
                final long nowMs = NOW_MS + day * 24 * HOUR_MS + person * 10 * HOUR_MS / peoplePerDay;
                sequence++;
                assertRecord(scan(1, STREAM, sequence, sequence, "T" + sequence, nowMs, nowMs, null), Verdict.ACCEPTED);
                most = Math.max(most, Math.max(deduplicator.personCount(), deduplicator.sampleCount()));
            }
        }
        assertThat(most).isLessThan(personsMax * 80 / 100);
        assertThat(deduplicator.oldestPersonSeconds()).isPositive();
        assertThat(deduplicator.oldestSampleSeconds()).isPositive();
    }

    @Test
    void shouldCountStreamsThatAreHeldAndNameTheStationThatHasItsPart() {
        deduplicator = deduplicator(100, 100, 64);
        for (int stream = 1; stream <= 64; stream++) {
            hello(stream, stream, STATION, NOW_MS);
        }
        assertThat(deduplicator.heldStreamCount(NOW_MS)).isEqualTo(64);
        assertThat(deduplicator.heldStreamCount(NOW_MS + 60_001)).as("none has a scan").isZero();
        assertAnswer(hello(65, 65, STATION, NOW_MS), Outcome.REFUSED, RefusedReason.STREAMS_FULL.value());
        assertThat(deduplicator.refusedForTheirPart()).isEqualTo(1);
        assertThat(deduplicator.stationRefusedForItsPart()).isEqualTo(STATION);
        assertAnswer(hello(66, 66, STATION + 1, NOW_MS), Outcome.REFUSED, RefusedReason.STREAMS_FULL.value());
        assertThat(deduplicator.refusedForTheirPart()).as("the table is full for others").isEqualTo(1);
    }

    @Test
    void shouldForgetOnlyStreamsUnusedBeyondTheHorizon() {
        deduplicator = deduplicator(100, 100, 2);
        hello(1, 1, STATION, NOW_MS);
        assertRecord(scan(1, 1, 1, 1, "S1", NOW_MS, NOW_MS, null), Verdict.ACCEPTED);
        hello(2, 2, STATION, NOW_MS + HOUR_MS);
        assertRecord(scan(2, 2, 1, 2, "S1", NOW_MS + HOUR_MS, NOW_MS + HOUR_MS, null), Verdict.ACCEPTED);
        assertAnswer(hello(3, 3, STATION, NOW_MS + 84 * HOUR_MS), Outcome.REFUSED, RefusedReason.STREAMS_FULL.value());
        assertThat(hello(3, 3, STATION, NOW_MS + 84 * HOUR_MS + 1).outcome()).isEqualTo(Outcome.WELCOME);
        assertThat(hello(4, 2, STATION, NOW_MS + 84 * HOUR_MS + 1).outcome()).isEqualTo(Outcome.WELCOME_REPLACING);
    }

    /** What was decided, written as records and replayed into a new instance, must lead to the same decisions. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void shouldDecideTheSameAfterReplayingItsOwnRecords(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Deduplicator original = deduplicator;
        final Deduplicator replayed = deduplicator(1_000, 1_000, 16);
        final long[] next = {1, 1, 1, 1};
        for (int stream = 0; stream < next.length; stream++) {
            hello(stream, 100 + stream, STATION, NOW_MS);
        }
        for (int step = 0; step < 800; step++) {
            final int stream = random.nextInt(next.length);
            final long time = NOW_MS + step * 1000L - random.nextLong(30 * HOUR_MS);
            final Verdict validation = random.nextInt(10) == 0 ? Verdict.EXPIRED : null;
            final Slot slot = scan(stream, 100 + stream, next[stream], 1 + random.nextInt(300), "S" + random.nextInt(100), time,
                NOW_MS + step * 1000L, validation);
            assertThat(slot.outcome()).isEqualTo(Outcome.RECORD);
            next[stream]++;
            RecordDescriptor.scannedAtMs(record, 0, slot.scannedAtMs());
            RecordDescriptor.stream(record, 0, slot.stream());
            RecordDescriptor.sequence(record, 0, (int) slot.sequence());
            RecordDescriptor.station(record, 0, (int) slot.station());
            RecordDescriptor.pseudonym(record, 0, slot.buffer(), slot.pseudonymOffset());
            RecordDescriptor.sampleId(record, 0, slot.buffer(), slot.sampleIdOffset());
            RecordDescriptor.verdict(record, 0, slot.verdict());
            replayed.replay(NOW_MS + step * 1000L, record, 0);
        }
        assertThat(replayed.personCount()).isEqualTo(original.personCount());
        assertThat(replayed.sampleCount()).isEqualTo(original.sampleCount());
        for (int step = 0; step < 400; step++) {
            final int stream = random.nextInt(next.length);
            final long person = 1 + random.nextInt(300);
            final String sample = "S" + random.nextInt(100);
            final long sequence = next[stream]++;
            final long now = NOW_MS + 800_000L + step;
            deduplicator = original;
            hello(stream, 100 + stream, STATION, now);
            final Slot expected = scan(stream, 100 + stream, sequence, person, sample, now, now, null);
            final int verdict = expected.verdict();
            final long detail = expected.detail();
            deduplicator = replayed;
            hello(stream, 100 + stream, STATION, now);
            final Slot actual = scan(stream, 100 + stream, sequence, person, sample, now, now, null);
            assertThat(actual.outcome()).as("seed %d step %d", seed, step).isEqualTo(Outcome.RECORD);
            assertThat(actual.verdict()).as("seed %d step %d", seed, step).isEqualTo(verdict);
            assertThat(actual.detail()).as("seed %d step %d", seed, step).isEqualTo(detail);
        }
    }

    @Test
    void shouldSayWhichSettingIsTooSmallForTheJournal() {
        final Deduplicator small = deduplicator(1, 100, 16);
        scan.setMemory(0, 64, (byte) 0);
        for (int sequence = 1; sequence <= 2; sequence++) {
            record.setMemory(0, 64, (byte) 0);
            scan.putLong(0, sequence * 1_000_003L);
            RecordDescriptor.scannedAtMs(record, 0, NOW_MS);
            RecordDescriptor.stream(record, 0, STREAM);
            RecordDescriptor.sequence(record, 0, sequence);
            RecordDescriptor.station(record, 0, (int) STATION);
            RecordDescriptor.pseudonym(record, 0, scan, 0);
            RecordDescriptor.verdict(record, 0, Verdict.ACCEPTED.code());
            if (sequence == 1) {
                small.replay(NOW_MS, record, 0);
            } else {
                assertThatThrownBy(() -> small.replay(NOW_MS, record, 0)).hasMessageContaining("persons-max");
            }
        }
    }

    @Test
    void shouldMakeRoomForWhatStillMattersWhileReplaying() {
        final Deduplicator small = deduplicator(2, 100, 16);
        scan.setMemory(0, 64, (byte) 0);
        for (int sequence = 1; sequence <= 5; sequence++) {
            record.setMemory(0, 64, (byte) 0);
            scan.putLong(0, sequence * 1_000_003L);
            final long timeMs = NOW_MS + sequence * 50 * HOUR_MS;
            RecordDescriptor.scannedAtMs(record, 0, timeMs);
            RecordDescriptor.stream(record, 0, STREAM);
            RecordDescriptor.sequence(record, 0, sequence);
            RecordDescriptor.station(record, 0, (int) STATION);
            RecordDescriptor.pseudonym(record, 0, scan, 0);
            RecordDescriptor.verdict(record, 0, Verdict.ACCEPTED.code());
            small.replay(timeMs, record, 0);
        }
        assertThat(small.personCount()).isBetween(1, 2);
    }

    /** The clock was ten hours ahead once, and is right again: what late scans can still meet stays. */
    @Test
    void shouldNotForgetByTimesOfTheJournalThatLieAheadOfTheClock() {
        deduplicator = deduplicator(16, 100, 16);
        deduplicator.replayAt(NOW_MS);
        for (int person = 1; person <= 9; person++) {
            record.setMemory(0, 64, (byte) 0);
            scan.setMemory(0, 64, (byte) 0);
            scan.putLong(ScanDescriptor.CREDENTIAL_OFFSET, person);
            RecordDescriptor.scannedAtMs(record, 0, NOW_MS - 80 * HOUR_MS);
            RecordDescriptor.stream(record, 0, STREAM);
            RecordDescriptor.sequence(record, 0, person);
            RecordDescriptor.station(record, 0, (int) STATION);
            RecordDescriptor.sampleId(record, 0, scan, 0);
            RecordDescriptor.pseudonym(record, 0, scan, ScanDescriptor.CREDENTIAL_OFFSET);
            RecordDescriptor.verdict(record, 0, Verdict.ACCEPTED.code());
            deduplicator.replay(NOW_MS + 10 * HOUR_MS, record, 0);
        }
        deduplicator.replayed();

        assertThat(deduplicator.personCount()).isEqualTo(9);
    }
}
