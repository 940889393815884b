package io.swabline.loadgen;

import io.swabline.journal.BatchDescriptor;
import io.swabline.journal.JournalWriter;
import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.CoreBatch;
import io.swabline.protocol.DocumentNumber;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.PersonPseudonyms;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What a {@link ModelServer} knows: persons, samples, streams. One thread; every scan is journaled before it is answered. */
final class ModelState implements AutoCloseable {
    private static final int POOL_SIZE = 10;
    private static final int CREDIT = 1_024;

    private final JournalWriter journal;
    private final CoreBatch cores;
    private final PersonPseudonyms pseudonyms;
    private final Map<ByteBuffer, Long> persons = new HashMap<>();
    private final Map<ByteBuffer, int[]> samples = new HashMap<>();
    private final Map<Long, Stream> streams = new HashMap<>();
    private final byte[] credential = new byte[ScanDescriptor.CREDENTIAL_LENGTH];
    private final byte[] pseudonym = new byte[RecordDescriptor.PSEUDONYM_LENGTH];
    private final UnsafeBuffer pseudonymBuffer = new UnsafeBuffer(pseudonym);
    private final ExecutorService pipeline = Executors.newSingleThreadExecutor();
    private boolean isClosed;
    private boolean isMute;
    private Predicate<Answer> lie = answer -> false;
    private long taken;
    private int credit = CREDIT;

    /** One stream's verdicts, by sequence from 1. */
    static final class Stream {
        private final long id;
        private final long station;
        private final List<Answer> answers = new ArrayList<>();

        Stream(final long id, final long station) {
            this.id = id;
            this.station = station;
        }

        long last() {
            return answers.size();
        }
    }

    record Answer(long sequence, Verdict verdict, long detail, boolean isRetransmit) {
        boolean isListed() {
            return isRetransmit || verdict != Verdict.ACCEPTED;
        }
    }

    ModelState(final JournalWriter journal, final SamplingKeys keys) {
        this.journal = journal;
        cores = new CoreBatch(keys.current(), 1);
        pseudonyms = keys.pseudonyms();
    }

    synchronized Stream stream(final long id, final long station) {
        return streams.computeIfAbsent(id, key -> new Stream(id, station));
    }

    /** From now on scans are journaled and never answered. */
    synchronized void mute() {
        isMute = true;
    }

    /** Tells FORGED instead of the verdicts that the predicate picks; the journal keeps the truth. */
    synchronized void lieAbout(final Predicate<Answer> picked) {
        lie = picked;
    }

    synchronized int credit() {
        return credit;
    }

    synchronized void credit(final int scans) {
        credit = scans;
    }

    /** Scans taken so far, retransmits not counted. */
    synchronized long taken() {
        return taken;
    }

    List<Answer> take(
        final Stream stream, final long first, final DirectBuffer buffer, final int offset, final int count) {
        // The journal belongs to one thread.
        return CompletableFuture.supplyAsync(() -> takeInTurn(stream, first, buffer, offset, count), pipeline).join();
    }

    private synchronized List<Answer> takeInTurn(
        final Stream stream, final long first, final DirectBuffer buffer, final int offset, final int count) {
        final List<Answer> answers = new ArrayList<>();
        if (isClosed) {
            return answers;
        }
        int appended = 0;
        for (int i = 0; i < count; i++) {
            final long sequence = first + i;
            if (sequence <= stream.last()) {
                final Answer before = stream.answers.get((int) sequence - 1);
                answers.add(new Answer(sequence, before.verdict, before.detail, true));
                continue;
            }
            final Answer answer = judge(sequence, buffer, offset + i * ScanDescriptor.LENGTH);
            record(stream, answer, buffer, offset + i * ScanDescriptor.LENGTH, BatchDescriptor.recordOffset(appended++));
            stream.answers.add(answer);
            answers.add(lie.test(answer) ? new Answer(sequence, Verdict.FORGED, 0, false) : answer);
            taken++;
        }
        if (appended > 0) {
            journal.append(appended, System.currentTimeMillis());
            journal.sync();
        }
        return isMute ? List.of() : answers;
    }

    private Answer judge(final long sequence, final DirectBuffer buffer, final int offset) {
        final long atMs = buffer.getLong(offset + ScanDescriptor.SCANNED_AT_OFFSET, ByteOrder.LITTLE_ENDIAN);
        final int method = buffer.getByte(offset + ScanDescriptor.METHOD_OFFSET);
        buffer.getBytes(offset + ScanDescriptor.CREDENTIAL_OFFSET, credential);
        pseudonymBuffer.setMemory(0, pseudonym.length, (byte) 0);
        final Verdict refusal = switch (ScanMethod.of(method)) {
            case CODE -> judgeCode(atMs);
            case DOCUMENT -> judgeDocument();
            default -> judgeIdNumber();
        };
        if (refusal != Verdict.ACCEPTED) {
            return new Answer(sequence, refusal, 0, false);
        }
        final ByteBuffer person = ByteBuffer.wrap(pseudonym.clone());
        final Long before = persons.get(person);
        if (before != null) {
            return new Answer(sequence, Verdict.DOUBLE_SCAN, before, false);
        }
        final byte[] sample = new byte[ScanDescriptor.SAMPLE_ID_LENGTH];
        buffer.getBytes(offset + ScanDescriptor.SAMPLE_ID_OFFSET, sample);
        if (++samples.computeIfAbsent(ByteBuffer.wrap(sample), key -> new int[1])[0] > POOL_SIZE) {
            return new Answer(sequence, Verdict.SAMPLE_FULL, 0, false);
        }
        persons.put(person, atMs / 1_000);
        return new Answer(sequence, Verdict.ACCEPTED, 0, false);
    }

    private Verdict judgeCode(final long atMs) {
        cores.clear();
        cores.add(new UnsafeBuffer(credential), 0);
        cores.verify();
        if (!cores.isGenuine(0)) {
            return Verdict.FORGED;
        }
        cores.pseudonym(0, pseudonymBuffer, 0);
        return cores.verdict(0, atMs / 1_000);
    }

    private Verdict judgeIdNumber() {
        final int length = IdNumber.lengthInCredential(credential, 0);
        if (length != IdNumber.LENGTH || !IdNumber.isValid(credential, 0, length, LocalDate.now().toEpochDay())) {
            return Verdict.BAD_ID_NUMBER;
        }
        pseudonyms.of(credential, 0, length, pseudonym, 0);
        return Verdict.ACCEPTED;
    }

    private Verdict judgeDocument() {
        if (!DocumentNumber.isValid(credential, 0, LocalDate.now().toEpochDay())) {
            return Verdict.BAD_DOCUMENT_NUMBER;
        }
        pseudonyms.ofDocument(credential, 0, pseudonym, 0);
        return Verdict.ACCEPTED;
    }

    private void record(final Stream stream, final Answer answer, final DirectBuffer scan, final int offset, final int at) {
        RecordDescriptor.scannedAtMs(journal.batchBuffer(), at,
            scan.getLong(offset + ScanDescriptor.SCANNED_AT_OFFSET, ByteOrder.LITTLE_ENDIAN));
        RecordDescriptor.stream(journal.batchBuffer(), at, stream.id);
        RecordDescriptor.sequence(journal.batchBuffer(), at, (int) answer.sequence);
        RecordDescriptor.station(journal.batchBuffer(), at, (int) stream.station);
        RecordDescriptor.pseudonym(journal.batchBuffer(), at, pseudonymBuffer, 0);
        RecordDescriptor.issueNumber(journal.batchBuffer(), at, 1);
        RecordDescriptor.sampleId(journal.batchBuffer(), at, scan, offset + ScanDescriptor.SAMPLE_ID_OFFSET);
        RecordDescriptor.detail(journal.batchBuffer(), at, (int) answer.detail);
        RecordDescriptor.receivedOffsetMs(journal.batchBuffer(), at, 0);
        RecordDescriptor.verdict(journal.batchBuffer(), at, answer.verdict.code());
        RecordDescriptor.flags(journal.batchBuffer(), at,
            RecordDescriptor.methodFlags(scan.getByte(offset + ScanDescriptor.METHOD_OFFSET)));
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
        }
        pipeline.execute(journal::close);
        pipeline.shutdown();
        try {
            if (!pipeline.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the model's pipeline did not end");
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
