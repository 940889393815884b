package io.swabline.server.trust;

import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.CutoffLog;
import io.swabline.protocol.trust.CutoffLogReport;
import io.swabline.protocol.trust.CutoffTable;
import io.swabline.protocol.trust.PersonLink;
import io.swabline.protocol.trust.RegistryNote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.ManyToOneConcurrentLinkedQueue;
import org.agrona.concurrent.EpochClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns what the registry has told this server: takes cut-offs and links, puts them on the disk, then the cut-offs into the table
 * that scans are judged by, and the links into the queue that deduplication empties before each batch. When {@link #take}
 * returns, the next batch of scans knows them, and so does the next start. They may come twice, from the desk and from the feed;
 * each is known by its short hash. Any thread may call; they take turns, and scans wait for none of them.
 */
public final class CutoffKeeper implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(CutoffKeeper.class);
    /** Fewer forgettable records are not worth writing the file anew. */
    private static final int FORGET_MIN = 1_000;
    private static final long MISSING = Long.MIN_VALUE;

    /**
     * A note that was taken, with all before it.
     *
     * @param sequence  0 if none was
     * @param shortHash of that note
     */
    record Last(long sequence, long shortHash) {
        boolean is(final RegistryNote note) {
            return note.sequence() == sequence && note.shortHash() == shortHash;
        }
    }

    private final int cutoffsMax;
    private final int linksMax;
    private final long backlogMs;
    private final EpochClock clock;
    private final Long2LongHashMap validUntilSecondsByShortHash = new Long2LongHashMap(MISSING);
    private final LongHashSet linksByShortHash = new LongHashSet();
    private final Queue<PersonLink> links = new ManyToOneConcurrentLinkedQueue<>();
    private final CutoffLog log;
    /** Short hashes of those that are known, and that another program took out of the log. */
    private final LongHashSet notInLog = new LongHashSet();
    private volatile CutoffTable table;
    private long highestSequence;
    private long refusedLinks;

    /**
     * Reads the log in the data directory, whose lock the caller holds.
     *
     * @param cutoffsMax more are refused
     * @param linksMax   more are refused
     * @param backlogMs  how late a scan may arrive: as long a cut-off outlives its code
     */
    public CutoffKeeper(
        final Path dataDirectory, final int cutoffsMax, final int linksMax, final long backlogMs, final EpochClock clock) {
        this.cutoffsMax = cutoffsMax;
        this.linksMax = linksMax;
        this.backlogMs = backlogMs;
        this.clock = clock;
        final CutoffTable.Builder builder = new CutoffTable.Builder(0);
        log = CutoffLog.open(dataDirectory, forgetBeforeSeconds(), note -> {
            remember(note);
            addTo(builder, note);
        });
        highestSequence = Math.max(highestSequence, log.completeThrough());
        table = builder.build();
        tell(log.report());
    }

    private static void addTo(final CutoffTable.Builder builder, final RegistryNote note) {
        if (note instanceof Cutoff cutoff) {
            builder.add(cutoff);
        }
    }

    private void tell(final CutoffLogReport report) {
        if (report.cutBytes() > 0) {
            LOGGER.warn("cut {} bytes off the cut-off log: a write that was under way when the server stopped",
                report.cutBytes());
        }
        if (report.damagedFile() != null) {
            LOGGER.error("the cut-off log was damaged: {} of its records are unreadable or missing, kept for a look in"
                + " {}; until they are read again from the registry, the codes that they superseded are accepted, and the"
                + " persons whom they linked are two",
                report.damagedRecords(), report.damagedFile());
        }
        if (known() > cutoffsMax) {
            LOGGER.warn("{} superseded codes are known, more than cutoffs.max = {}: all of them count, no further ones are taken",
                known(), cutoffsMax);
        }
        if (report.live() + report.forgotten() > 0) {
            LOGGER.info("{} superseded codes and {} linked persons are known, {} were forgotten", known(), knownLinks(),
                report.forgotten());
        }
    }

    /** What scans are judged by now; read it once a batch. */
    public CutoffTable table() {
        return table;
    }

    /** Links that deduplication has not taken over yet, those of the log first; only its thread takes them out. */
    public Queue<PersonLink> links() {
        return links;
    }

    /**
     * Takes notes: on the disk, and in the table or the queue, when this returns.
     *
     * @throws RuntimeException if they cannot be kept; then none of them counts
     */
    public synchronized void take(final List<? extends RegistryNote> notes) {
        mendLog();
        final List<RegistryNote> fresh = new ArrayList<>(notes.size());
        final List<RegistryNote> again = new ArrayList<>();
        for (final RegistryNote note : notes) {
            if (!isKnown(note)) {
                fresh.add(note);
            } else if (notInLog.contains(note.shortHash())) {
                again.add(note);
            }
        }
        if (!again.isEmpty()) {
            log.append(again);
            again.forEach(note -> notInLog.remove(note.shortHash()));
        }
        if (fresh.isEmpty()) {
            return;
        }
        final List<Cutoff> cutoffs = fresh.stream().filter(Cutoff.class::isInstance).map(Cutoff.class::cast).toList();
        makeRoomFor(cutoffs.size(), fresh.size() - cutoffs.size());
        log.append(fresh);
        fresh.forEach(this::remember);
        table = table.with(cutoffs);
    }

    /** Writes the log anew if another program removed or changed it. What it lacks then goes on to count, and is read again. */
    synchronized void mendLog() {
        final LongHashSet inLog = new LongHashSet();
        final String found = log.mend(note -> inLog.add(note.shortHash()));
        if (found == null) {
            return;
        }
        notInLog.clear();
        notInLog.addAll(validUntilSecondsByShortHash.keySet());
        notInLog.addAll(linksByShortHash);
        notInLog.removeAll(inLog);
        if (notInLog.isEmpty()) {
            LOGGER.warn("the cut-off log {} by another program; it is written anew with all {} superseded codes and linked"
                + " persons, none is lost: stop the server before its files are changed", found, known() + knownLinks());
        } else {
            LOGGER.error("the cut-off log {} by another program; it is written anew. All {} superseded codes and linked persons"
                + " go on to count, but it lacks {} of them until the registry, which is now read from its beginning, has told"
                + " them again: do not stop the server while the registry is away, and stop it before its files are changed",
                found, known() + knownLinks(), notInLog.size());
        }
    }

    private boolean isKnown(final RegistryNote note) {
        return validUntilSecondsByShortHash.containsKey(note.shortHash()) || linksByShortHash.contains(note.shortHash());
    }

    private void remember(final RegistryNote note) {
        if (note instanceof PersonLink link) {
            linksByShortHash.add(link.shortHash());
            links.add(link);
        } else {
            validUntilSecondsByShortHash.put(note.shortHash(), note.validUntilSeconds());
        }
        highestSequence = Math.max(highestSequence, note.sequence());
    }

    private void makeRoomFor(final int cutoffs, final int newLinks) {
        if (cutoffs > 0 && known() + cutoffs > cutoffsMax) {
            forget(1);
        }
        if (cutoffs > 0 && known() + cutoffs > cutoffsMax) {
            throw new IllegalStateException(
                "all " + cutoffsMax + " superseded codes that cutoffs.max allows are taken: raise it");
        }
        if (newLinks > 0 && knownLinks() + newLinks > linksMax) {
            refusedLinks += newLinks;
            throw new IllegalStateException("all " + linksMax + " linked persons that links.max allows are taken: raise it");
        }
    }

    /**
     * Takes the notes that the registry has after the given one; the desk may have added newer ones meanwhile. If the log was
     * found to lack some meanwhile, the place to read on from does not move, so that the registry is read from its beginning.
     */
    synchronized void takeNext(final Last before, final List<RegistryNote> notes) {
        take(notes);
        if (log.completeThrough() < before.sequence()) {
            return;
        }
        final RegistryNote last = notes.get(notes.size() - 1);
        highestSequence = Math.max(highestSequence, last.sequence());
        if (last.sequence() > log.completeThrough()) {
            log.completeThrough(last.sequence(), last.shortHash());
        }
    }

    /** The last of those up to which every note of the registry was taken, as of now. */
    synchronized Last last() {
        return new Last(log.completeThrough(), log.completeShortHash());
    }

    /** Every note of the registry up to this sequence was taken. */
    long completeThrough() {
        return last().sequence();
    }

    /** Another registry is followed from now on; what is known goes on to count. */
    synchronized void followAnotherRegistry() {
        log.followAnotherRegistry();
    }

    /** Forgets cut-offs that no scan can need any more, if there are many. */
    synchronized void forgetSome() {
        forget(Math.max(FORGET_MIN, known() / 4));
    }

    private void forget(final int least) {
        final long before = forgetBeforeSeconds();
        int forgettable = 0;
        final Long2LongHashMap.EntryIterator entries = validUntilSecondsByShortHash.entrySet().iterator();
        while (entries.hasNext()) {
            entries.next();
            forgettable += entries.getLongValue() < before ? 1 : 0;
        }
        if (forgettable < least) {
            return;
        }
        mendLog();
        notInLog.removeIfLong(shortHash ->
            !linksByShortHash.contains(shortHash) && validUntilSecondsByShortHash.get(shortHash) < before);
        if (!notInLog.isEmpty()) {
            return; // the table is made from the log
        }
        final CutoffTable.Builder builder = new CutoffTable.Builder(known() - forgettable);
        log.forget(before, note -> addTo(builder, note));
        validUntilSecondsByShortHash.values().removeIfLong(validUntilSeconds -> validUntilSeconds < before);
        table = builder.build();
        LOGGER.info("{} superseded codes have expired and are forgotten, {} are known", forgettable, known());
    }

    /** Superseded codes that are known. */
    public synchronized int known() {
        return validUntilSecondsByShortHash.size();
    }

    /** Links that are known. */
    public synchronized int knownLinks() {
        return linksByShortHash.size();
    }

    /** How often a link was refused since there were as many as there may be. */
    public synchronized long refusedLinks() {
        return refusedLinks;
    }

    /** The highest sequence of a note that was ever taken here. */
    public synchronized long highestSequence() {
        return highestSequence;
    }

    /** Short hashes of the superseded codes that have not expired, for terminals. */
    public synchronized long[] shortHashes() {
        final long nowSeconds = clock.time() / 1000;
        final long[] hashes = new long[known()];
        int count = 0;
        final Long2LongHashMap.EntryIterator entries = validUntilSecondsByShortHash.entrySet().iterator();
        while (entries.hasNext()) {
            entries.next();
            if (entries.getLongValue() > nowSeconds) {
                hashes[count++] = entries.getLongKey();
            }
        }
        return Arrays.copyOf(hashes, count);
    }

    private long forgetBeforeSeconds() {
        return (clock.time() - backlogMs) / 1000;
    }

    @Override
    public synchronized void close() {
        log.close();
    }
}
