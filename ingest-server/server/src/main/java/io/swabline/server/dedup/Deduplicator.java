package io.swabline.server.dedup;

import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.OperatorNote;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.protocol.trust.PersonLink;
import io.swabline.server.ring.ConnectionId;
import io.swabline.server.ring.Outcome;
import io.swabline.server.ring.QuotaAlarms;
import io.swabline.server.ring.Slot;
import io.swabline.server.ring.SlotKind;
import java.util.Queue;
import org.agrona.DirectBuffer;

/**
 * Decides what becomes of each slot: journaled with which verdict, answered as sent before, dropped, or refused for now. A
 * deterministic function of the slots in their order: it reads no clock and knows no other thread.
 *
 * <p>Order of the questions: does the slot continue its stream; does validation speak against it; was the person accepted
 * within the window; is there room in the sample. Only an ACCEPTED scan changes what is known of people and samples.
 */
public final class Deduplicator {
    /** Slots swept for each scan accepted: the tables are passed over faster than they can fill. */
    private static final int SWEEP_SLOTS = 4;
    /** The same above three quarters of a table: what has expired there leaves before it is taken for one that is too small. */
    private static final int SWEEP_SLOTS_WHEN_SCARCE = 16;
    /** Slots swept for each scan that finds a table full. */
    private static final int SWEEP_SLOTS_WHEN_FULL = 4096;

    private final StreamTable streams;
    private final PersonTable persons;
    private final SampleTable samples;
    private final LinkedPeople linked;
    private final StationQuotas quotas;
    private final QuotaAlarms quotaAlarms = new QuotaAlarms();
    private final long horizonMs;
    private boolean diskLow;
    private long nowMs;
    private long replayedAtMs = Long.MAX_VALUE;
    private long journaledMs;
    /** Only written: without a use the compiler would leave the reads out. */
    private int readAhead;
    private long refusedForTheirPart;
    private long stationRefusedForItsPart;
    private long cachedStream;
    private int cachedIndex = StreamTable.NONE;

    public Deduplicator(final DedupLimits limits) {
        horizonMs = limits.windowMs() + limits.backlogMs();
        streams = new StreamTable(limits.streamsMax(), limits.credit(), horizonMs, limits.hash());
        persons = new PersonTable(limits.personsMax(), limits.windowMs() / 1000, limits.hash());
        quotas = new StationQuotas(limits.quotas(), limits.streamsMax(), limits.hash().hash(2), quotaAlarms);
        samples = new SampleTable(limits.samplesMax(), limits.poolSize(), limits.hash());
        linked = new LinkedPeople(persons, limits.hash());
    }

    /** Where links wait for {@link #takeLinks} from now on: the queue's only reader. */
    public void linksFrom(final Queue<PersonLink> queue) {
        linked.from(queue);
    }

    /** From the next slot on, the persons of the links that wait are one. */
    public void takeLinks() {
        linked.takeWaiting();
    }

    /** While the disk is low, new scans are answered Retry; everything else goes on. */
    public void diskLow(final boolean isLow) {
        diskLow = isLow;
    }

    /** Reads what {@link #decide} will need of the large tables, so that it is in the cache by then. Changes nothing. */
    public void readAhead(final Slot slot) {
        readAhead += persons.readAhead(slot.buffer(), slot.pseudonymOffset());
        readAhead += samples.readAhead(slot.buffer(), slot.sampleIdOffset());
    }

    /** Sets the slot's outcome, and where it has one its verdict and detail. */
    public void decide(final Slot slot) {
        nowMs = Math.max(nowMs, slot.receivedAtMs());
        if (slot.kind() == SlotKind.SCAN) {
            decideScan(slot);
        } else if (slot.kind() == SlotKind.HELLO) {
            decideHello(slot);
        } else {
            decideRelease(slot);
        }
    }

    /** An operator's note, decided in its order among the scans of the ring. */
    private void decideRelease(final Slot slot) {
        if (diskLow) {
            slot.outcome(Outcome.NOTE_REFUSED);
        } else if (samples.release(slot.buffer(), slot.sampleIdOffset())) {
            slot.verdict(OperatorNote.SAMPLE_RELEASED.code());
            slot.outcome(Outcome.NOTE);
        } else {
            slot.outcome(Outcome.NOTE_UNKNOWN);
        }
    }

    private void decideHello(final Slot slot) {
        final long stream = slot.stream();
        int index = streams.indexOf(stream);
        if (index == StreamTable.NONE) {
            index = streams.add(stream, slot.station(), nowMs);
            cachedIndex = StreamTable.NONE;
            if (index == StreamTable.NONE) {
                if (streams.hasItsPart(slot.station())) {
                    refusedForTheirPart++;
                    stationRefusedForItsPart = slot.station();
                }
                answer(slot, Outcome.REFUSED, RefusedReason.STREAMS_FULL.value());
                return;
            }
        } else if (streams.station(index) != slot.station()) {
            answer(slot, Outcome.REFUSED, RefusedReason.STREAM_OF_ANOTHER_STATION.value());
            return;
        }
        final long earlier = streams.connection(index);
        streams.connection(index, slot.connection());
        streams.retryFrom(index, 0);
        streams.seen(index, nowMs);
        slot.detail(streams.lastSequence(index));
        slot.replacedConnection(earlier);
        slot.outcome(earlier == ConnectionId.NONE ? Outcome.WELCOME : Outcome.WELCOME_REPLACING);
    }

    private void decideScan(final Slot slot) {
        linked.canonicalise(slot);
        final int index = indexOf(slot.stream());
        if (index == StreamTable.NONE) {
            answer(slot, Outcome.GOODBYE, GoodbyeReason.HELLO_EXPECTED.value());
            return;
        }
        if (streams.connection(index) != slot.connection()) {
            slot.outcome(Outcome.DROP);
            return;
        }
        final long sequence = slot.sequence();
        final long last = streams.lastSequence(index);
        if (sequence <= last) {
            decideRetransmit(slot, index, sequence);
        } else if (streams.retryFrom(index) != 0 && sequence > streams.retryFrom(index)) {
            slot.outcome(Outcome.DROP);
        } else if (sequence != last + 1) {
            goodbye(slot, index, GoodbyeReason.SEQUENCE_GAP);
        } else {
            decideNew(slot, index, sequence);
        }
    }

    private void decideRetransmit(final Slot slot, final int index, final long sequence) {
        final int verdict = streams.verdict(index, sequence);
        if (verdict == 0) {
            goodbye(slot, index, GoodbyeReason.SEQUENCE_TOO_OLD);
            return;
        }
        slot.verdict(verdict);
        slot.detail(verdict == Verdict.DOUBLE_SCAN.code() ? firstScanSeconds(slot) : 0);
        slot.outcome(Outcome.RETRANSMIT);
    }

    /** The time is not kept with the verdict: the scan sent again names the same person, whose entry still has it. */
    private long firstScanSeconds(final Slot slot) {
        return Math.max(0, persons.find(slot.buffer(), slot.pseudonymOffset(), slot.scannedAtMs() / 1000));
    }

    private void decideNew(final Slot slot, final int index, final long sequence) {
        int verdict = slot.verdict();
        if (diskLow) {
            answer(slot, Outcome.RETRY, RetryReason.DISK_LOW.value());
        } else if (verdict == 0) {
            verdict = registration(slot);
        }
        if (slot.outcome() != Outcome.RETRY && verdict != Verdict.ACCEPTED.code()
            && !quotas.takeRefused(slot.station(), nowMs)) {
            retryForQuota(slot);
        }
        if (slot.outcome() == Outcome.RETRY) {
            streams.retryFrom(index, sequence);
            return;
        }
        slot.verdict(verdict);
        slot.outcome(Outcome.RECORD);
        streams.retryFrom(index, 0);
        streams.seen(index, nowMs);
        streams.journaled(index, sequence, verdict);
    }

    /** Verdict code for a scan that validation let pass; 0 if a table has no room, with the slot's outcome set to RETRY. */
    private int registration(final Slot slot) {
        final long seconds = slot.scannedAtMs() / 1000;
        final long first = persons.find(slot.buffer(), slot.pseudonymOffset(), seconds);
        if (first != PersonTable.ABSENT) {
            slot.detail(first);
            return Verdict.DOUBLE_SCAN.code();
        }
        final int admission = samples.admits(slot.buffer(), slot.sampleIdOffset(), slot.station());
        if (admission != SampleTable.ADMITTED) {
            return admission == SampleTable.FULL ? Verdict.SAMPLE_FULL.code() : Verdict.SAMPLE_ELSEWHERE.code();
        }
        if (lacksRoom() && !makeRoom(slot, seconds)) {
            answer(slot, Outcome.RETRY, persons.isFull() ? RetryReason.PERSONS_FULL.value() : RetryReason.SAMPLES_FULL.value());
            return 0;
        }
        if (!quotas.takeNew(slot.station(), samples.isNew(), nowMs)) {
            retryForQuota(slot);
            return 0;
        }
        persons.insert(slot.buffer(), slot.pseudonymOffset(), seconds);
        samples.add(slot.buffer(), slot.sampleIdOffset(), slot.station(), seconds);
        sweep();
        return Verdict.ACCEPTED.code();
    }

    /** Of this station alone; with the time until its bucket has room. */
    private void retryForQuota(final Slot slot) {
        answer(slot, Outcome.RETRY, RetryReason.STATION_QUOTA.value());
        slot.detail(quotas.waitMs());
    }

    /** Which stations reached a quota, for the log. */
    public QuotaAlarms quotaAlarms() {
        return quotaAlarms;
    }

    /** One more person for a sample that has been begun needs no room among the samples. */
    private boolean lacksRoom() {
        return persons.isFull() || samples.isFull() && samples.isNew();
    }

    /** Removes what has expired in a few thousand slots, and looks both up again, as entries move; whether that was enough. */
    private boolean makeRoom(final Slot slot, final long seconds) {
        persons.sweep(SWEEP_SLOTS_WHEN_FULL, horizonSeconds());
        samples.sweep(SWEEP_SLOTS_WHEN_FULL, horizonSeconds());
        persons.find(slot.buffer(), slot.pseudonymOffset(), seconds);
        samples.admits(slot.buffer(), slot.sampleIdOffset(), slot.station());
        return !lacksRoom();
    }

    private void sweep() {
        persons.sweep(persons.isScarce() ? SWEEP_SLOTS_WHEN_SCARCE : SWEEP_SLOTS, horizonSeconds());
        samples.sweep(samples.isScarce() ? SWEEP_SLOTS_WHEN_SCARCE : SWEEP_SLOTS, horizonSeconds());
    }

    /** Entries before it cannot matter any more: a scan that could meet them is refused by its clock. */
    private long horizonSeconds() {
        return (nowMs - horizonMs) / 1000;
    }

    private void goodbye(final Slot slot, final int index, final GoodbyeReason reason) {
        streams.connection(index, ConnectionId.NONE);
        answer(slot, Outcome.GOODBYE, reason.value());
    }

    private static void answer(final Slot slot, final byte outcome, final short reason) {
        slot.verdict(reason);
        slot.outcome(outcome);
    }

    /** Neighbouring slots are mostly of one stream: remembers the last look-up. */
    private int indexOf(final long stream) {
        if (cachedIndex == StreamTable.NONE || cachedStream != stream) {
            cachedStream = stream;
            cachedIndex = streams.indexOf(stream);
        }
        return cachedIndex;
    }

    /**
     * Called once before the first {@link #replay}. A journal may hold times that lie ahead of the clock, from when that was
     * ahead: taken for the present, they would have people forgotten whose late scans are still taken.
     */
    public void replayAt(final long startedMs) {
        replayedAtMs = startedMs;
        takeLinks();
    }

    /**
     * Takes over what a journal record says, in journal order, before the first {@link #decide}.
     *
     * @param appendedAtMs when the record was journaled, epoch milliseconds
     * @throws TableTooSmallException if the tables are smaller than what the journal holds
     */
    public void replay(final long appendedAtMs, final DirectBuffer buffer, final int recordOffset) {
        nowMs = Math.max(nowMs, Math.min(appendedAtMs, replayedAtMs));
        journaledMs = Math.max(journaledMs, appendedAtMs);
        if (OperatorNote.isNote(RecordDescriptor.verdict(buffer, recordOffset))) {
            replayNote(buffer, recordOffset);
            return;
        }
        final long stream = RecordDescriptor.stream(buffer, recordOffset);
        final long station = Integer.toUnsignedLong(RecordDescriptor.station(buffer, recordOffset));
        int index = indexOf(stream);
        if (index == StreamTable.NONE) {
            index = streams.addReplayed(stream, station, nowMs);
            index = index != StreamTable.NONE ? index : streams.addInPlaceOfOldest(stream, station, journaledMs);
            cachedIndex = index;
            require(index != StreamTable.NONE, "streams.max");
        }
        final int verdict = RecordDescriptor.verdict(buffer, recordOffset);
        streams.journaled(index, Integer.toUnsignedLong(RecordDescriptor.sequence(buffer, recordOffset)), verdict);
        streams.seen(index, nowMs);
        if (verdict == Verdict.ACCEPTED.code()) {
            replayAccepted(buffer, recordOffset, station);
        }
    }

    /** The sample may be unknown here, where it was begun longer ago than is replayed. */
    private void replayNote(final DirectBuffer buffer, final int recordOffset) {
        if (RecordDescriptor.verdict(buffer, recordOffset) == OperatorNote.SAMPLE_RELEASED.code()) {
            samples.release(buffer, recordOffset + RecordDescriptor.SAMPLE_ID_OFFSET);
        }
    }

    private void replayAccepted(final DirectBuffer buffer, final int recordOffset, final long station) {
        final long seconds = RecordDescriptor.scannedAtMs(buffer, recordOffset) / 1000;
        require(linked.replayAccepted(buffer, recordOffset + RecordDescriptor.PSEUDONYM_OFFSET, seconds, horizonSeconds(),
            journaledHorizonSeconds()), "dedup.persons-max");
        final int sample = recordOffset + RecordDescriptor.SAMPLE_ID_OFFSET;
        samples.admits(buffer, sample, station);
        if (samples.isFull() && samples.isNew()) {
            samples.sweep(samples.slotCount(), horizonSeconds());
            if (samples.isFull()) {
                samples.sweep(samples.slotCount(), journaledHorizonSeconds());
            }
            samples.admits(buffer, sample, station);
        }
        require(!samples.isFull() || !samples.isNew(), "pool.samples-max");
        samples.add(buffer, sample, station, seconds);
        sweep();
    }

    /** Where tables have no room, what the process that wrote the journal had forgotten by then is forgotten again. */
    private long journaledHorizonSeconds() {
        return (journaledMs - horizonMs) / 1000;
    }

    private static void require(final boolean held, final String setting) {
        if (!held) {
            throw new TableTooSmallException(setting);
        }
    }

    /** Called once behind the last {@link #replay}: connections of an earlier process mean nothing. */
    public void replayed() {
        streams.forgetConnections();
        cachedIndex = StreamTable.NONE;
    }

    /** How long before now a scan may have been made and still matter, in milliseconds. */
    public long horizonMs() {
        return horizonMs;
    }

    /** People remembered now. */
    public int personCount() {
        return persons.size();
    }

    /** Samples remembered now. */
    public int sampleCount() {
        return samples.size();
    }

    /** Streams remembered now. */
    public int streamCount() {
        return streams.size();
    }

    /** About when the person remembered for longest was scanned, epoch seconds; 0 if the table was not passed over yet. */
    long oldestPersonSeconds() {
        return persons.oldestSeconds();
    }

    /** The same of the samples, by when each was last filled. */
    long oldestSampleSeconds() {
        return samples.oldestSeconds();
    }

    /** Streams that cannot make room for others at this time; any thread. */
    int heldStreamCount(final long atMs) {
        return streams.heldCount(atMs);
    }

    /** Hellos refused since their station had its part of the streams. */
    long refusedForTheirPart() {
        return refusedForTheirPart;
    }

    /** The station of the last of those. */
    long stationRefusedForItsPart() {
        return stationRefusedForItsPart;
    }
}
