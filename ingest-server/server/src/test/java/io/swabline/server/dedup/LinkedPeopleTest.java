package io.swabline.server.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SampleId;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.SipHash;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.trust.PersonLink;
import io.swabline.server.ring.ConnectionId;
import io.swabline.server.ring.Outcome;
import io.swabline.server.ring.ScanRing;
import io.swabline.server.ring.Slot;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Persons who are one, as deduplication sees them. */
class LinkedPeopleTest {
    private static final long HOUR_S = TimeUnit.HOURS.toSeconds(1);
    private static final long NOW_S = 1_800_000_000L;
    private static final long STREAM = 77;
    private static final long STATION = 5;

    private final ScanRing ring = new ScanRing(16, 1);
    private final UnsafeBuffer scan = new UnsafeBuffer(new byte[64]);
    private final Queue<PersonLink> links = new ArrayDeque<>();
    private final Deduplicator deduplicator = deduplicator(1, links);
    private long sequence;

    private static Deduplicator deduplicator(final long key, final Queue<PersonLink> links) {
        final Deduplicator deduplicator = new Deduplicator(new DedupLimits(12 * HOUR_S * 1000, 72 * HOUR_S * 1000, 10_000, 10_000,
            16, 1024, 10, new SipHash(key, 99)));
        deduplicator.linksFrom(links);
        return deduplicator;
    }

    private static Pseudonym person(final long number) {
        return Pseudonym.of(ByteBuffer.allocate(Pseudonym.LENGTH).putLong(number).putInt(1).array());
    }

    private void link(final long one, final long other) {
        links.add(new PersonLink(1, NOW_S * 1000, person(one), person(other)));
        deduplicator.takeLinks();
    }

    private Slot hello(final Deduplicator to) {
        final long claimed = ring.tryClaim(1);
        final Slot slot = ring.slot(claimed);
        slot.hello(ConnectionId.of(0, 1, 1), STREAM, STATION, NOW_S * 1000, 0);
        ring.publish(claimed, claimed);
        to.decide(slot);
        return slot;
    }

    private Slot scan(final Deduplicator by, final long number, final long person, final long seconds, final Verdict validation) {
        scan.setMemory(0, 64, (byte) 0);
        scan.putLong(0, seconds * 1000);
        SampleId.put("S" + number, scan, ScanDescriptor.SAMPLE_ID_OFFSET);
        final long claimed = ring.tryClaim(1);
        final Slot slot = ring.slot(claimed);
        slot.scan(scan, 0, ConnectionId.of(0, 1, 1), STREAM, STATION, number, NOW_S * 1000, 0, 0);
        person(person).copyTo(slot.buffer(), slot.pseudonymOffset());
        slot.verdict(validation == null ? 0 : validation.code());
        ring.publish(claimed, claimed);
        by.decide(slot);
        return slot;
    }

    private Slot scan(final long person, final long seconds) {
        return scan(deduplicator, ++sequence, person, seconds, null);
    }

    private static Pseudonym personOf(final Slot slot) {
        final byte[] bytes = new byte[Pseudonym.LENGTH];
        slot.buffer().getBytes(slot.pseudonymOffset(), bytes);
        return Pseudonym.of(bytes);
    }

    private static void assertAccepted(final Slot slot) {
        assertThat(slot.outcome()).isEqualTo(Outcome.RECORD);
        assertThat(Verdict.of(slot.verdict())).isEqualTo(Verdict.ACCEPTED);
    }

    private static void assertDouble(final Slot slot, final long firstSeconds) {
        assertThat(slot.outcome()).isEqualTo(Outcome.RECORD);
        assertThat(Verdict.of(slot.verdict())).isEqualTo(Verdict.DOUBLE_SCAN);
        assertThat(slot.detail()).isEqualTo(firstSeconds);
    }

    @Test
    void shouldTakeTwoForTwoUntilTheyAreLinked() {
        hello(deduplicator);
        assertAccepted(scan(1, NOW_S));
        assertAccepted(scan(2, NOW_S));
        assertAccepted(scan(3, NOW_S));
        link(1, 2);
        assertDouble(scan(1, NOW_S + 1), NOW_S);
        assertDouble(scan(2, NOW_S + 1), NOW_S);
        assertAccepted(scan(4, NOW_S));
    }

    @Test
    void shouldRegisterLinkedPersonsOnceWhicheverIsScannedFirst() {
        hello(deduplicator);
        link(1, 2);
        link(4, 3);
        assertAccepted(scan(1, NOW_S));
        assertDouble(scan(2, NOW_S + 5), NOW_S);
        assertAccepted(scan(4, NOW_S));
        assertDouble(scan(3, NOW_S + 5), NOW_S);
        assertAccepted(scan(2, NOW_S + 12 * HOUR_S));
    }

    /** First by one document, then the link, then the other document. */
    @Test
    void shouldKnowTheScanFromBeforeTheLink() {
        hello(deduplicator);
        assertAccepted(scan(1, NOW_S));
        assertAccepted(scan(4, NOW_S + 7));
        link(1, 2);
        link(4, 3);
        assertDouble(scan(2, NOW_S + 9), NOW_S);
        assertDouble(scan(3, NOW_S + 9), NOW_S + 7);
        assertAccepted(scan(2, NOW_S - 12 * HOUR_S));
    }

    /** Each acceptance forbids another for a window: the later one must not vanish in the earlier. */
    @Test
    void shouldKeepBothAcceptancesAndNameTheEarliestOfTheWindow() {
        hello(deduplicator);
        assertAccepted(scan(2, NOW_S));
        assertAccepted(scan(1, NOW_S - 11 * HOUR_S));
        link(2, 1);
        assertDouble(scan(1, NOW_S + HOUR_S / 2), NOW_S - 11 * HOUR_S);
        assertDouble(scan(1, NOW_S + 2 * HOUR_S), NOW_S);
        assertDouble(scan(2, NOW_S + 11 * HOUR_S), NOW_S);
        assertAccepted(scan(2, NOW_S + 12 * HOUR_S));
    }

    @Test
    void shouldPutTheCanonicalPersonIntoTheSlotWhateverTheVerdict() {
        hello(deduplicator);
        link(9, 5);
        link(9, 7);
        assertThat(personOf(scan(9, NOW_S))).isEqualTo(person(5));
        assertThat(personOf(scan(7, NOW_S))).isEqualTo(person(5));
        assertThat(personOf(scan(6, NOW_S))).isEqualTo(person(6));
        final Slot expired = scan(deduplicator, ++sequence, 7, NOW_S, Verdict.EXPIRED);
        assertThat(personOf(expired)).isEqualTo(person(5));
        assertThat(Verdict.of(expired.verdict())).isEqualTo(Verdict.EXPIRED);
    }

    @Test
    void shouldAnswerAScanSentAgainWithItsOwnVerdictAfterTheLink() {
        hello(deduplicator);
        assertAccepted(scan(1, NOW_S));
        assertAccepted(scan(2, NOW_S + 1));
        link(1, 2);
        final Slot again = scan(deduplicator, 2, 2, NOW_S + 1, null);
        assertThat(again.outcome()).isEqualTo(Outcome.RETRANSMIT);
        assertThat(Verdict.of(again.verdict())).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void shouldCountTwoAcceptancesOfOneSecondAsOne() {
        hello(deduplicator);
        assertAccepted(scan(1, NOW_S));
        assertAccepted(scan(2, NOW_S));
        assertThat(deduplicator.personCount()).isEqualTo(2);
        link(1, 2);
        assertThat(deduplicator.personCount()).isEqualTo(1);
        assertDouble(scan(2, NOW_S), NOW_S);
    }

    /** Scans and links at random; then a new process that has the links and reads the records back says the same of everybody. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldRebuildTheSameAnswersFromTheJournal(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Queue<PersonLink> logged = new ArrayDeque<>();
        final List<byte[]> records = new ArrayList<>();
        hello(deduplicator);
        while (sequence < 900) {
            if (random.nextInt(20) == 0) {
                final PersonLink link =
                    new PersonLink(1, 1, person(1 + random.nextInt(150)), person(1 + random.nextInt(150)));
                logged.add(link);
                links.add(link);
                deduplicator.takeLinks();
            }
            final long seconds = NOW_S - random.nextLong(70 * HOUR_S);
            final Slot slot = scan(1 + random.nextInt(150), seconds);
            records.add(record(slot, seconds));
        }
        final Deduplicator rebuilt = deduplicator(seed, logged);
        rebuilt.replayAt(NOW_S * 1000);
        final UnsafeBuffer record = new UnsafeBuffer(new byte[64]);
        records.forEach(bytes -> {
            record.putBytes(0, bytes);
            rebuilt.replay(NOW_S * 1000, record, 0);
        });
        rebuilt.replayed();
        hello(deduplicator);
        hello(rebuilt);

        assertThat(rebuilt.personCount()).as("seed " + seed).isEqualTo(deduplicator.personCount());
        for (int i = 1; i <= 900; i++) {
            final Slot before = scan(deduplicator, i, 1 + i % 150, NOW_S, null);
            final int verdict = before.verdict();
            assertThat(scan(rebuilt, i, 1 + i % 150, NOW_S, null).verdict()).isEqualTo(verdict);
        }
        for (int i = 0; i < 2_000; i++) {
            final long who = 1 + random.nextInt(150);
            final long seconds = NOW_S - random.nextLong(70 * HOUR_S);
            final Slot live = scan(deduplicator, ++sequence, who, seconds, null);
            final int verdict = live.verdict();
            final long detail = live.detail();
            final Pseudonym person = personOf(live);
            final Slot other = scan(rebuilt, sequence, who, seconds, null);
            assertThat(other.verdict()).as("seed " + seed).isEqualTo(verdict);
            assertThat(other.detail()).isEqualTo(detail);
            assertThat(personOf(other)).isEqualTo(person);
        }
    }

    private byte[] record(final Slot slot, final long seconds) {
        final UnsafeBuffer record = new UnsafeBuffer(new byte[64]);
        RecordDescriptor.scannedAtMs(record, 0, seconds * 1000);
        RecordDescriptor.stream(record, 0, STREAM);
        RecordDescriptor.sequence(record, 0, (int) sequence);
        RecordDescriptor.station(record, 0, (int) STATION);
        RecordDescriptor.pseudonym(record, 0, slot.buffer(), slot.pseudonymOffset());
        RecordDescriptor.sampleId(record, 0, slot.buffer(), slot.sampleIdOffset());
        RecordDescriptor.verdict(record, 0, slot.verdict());
        return record.byteArray();
    }
}
