package io.swabline.loadgen;

import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.RetryReason;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What one load thread counts and times; read by others only after the thread is done with it. Times are recorded in
 * microseconds, three significant digits, up to one hour.
 */
final class Measurements {
    private static final long HIGHEST_US = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 3;
    private static final int VERDICT_CODES = Verdict.values().length + 1;

    /** From the time at which a scan was due to its verdict. */
    final Histogram latencyUs = histogram();
    /** From handing a scan to the station to its verdict. */
    final Histogram serviceUs = histogram();
    /** From receiving a scan to its reply, as the server says. */
    final Histogram residenceUs = histogram();
    /** How late scans were that nothing but the generator held up. */
    final Histogram lagUs = histogram();
    /** How long scans waited for the server's credit. */
    final Histogram backPressureUs = histogram();
    /** In a storm, from when the first station was welcomed again: until each was, and until each had all its verdicts. */
    final Histogram reopenedUs = histogram();
    final Histogram recoveredUs = histogram();
    /** After what time refused stations were to come back. */
    final Histogram retryAfterUs = histogram();

    /** By verdict code: first verdicts received, and those foretold when the scans were sent. */
    final long[] received = new long[VERDICT_CODES];
    final long[] expected = new long[VERDICT_CODES];

    long offered;
    long answered;
    /** First verdicts that arrived within the measured time. */
    long answeredInTime;
    long unexpected;
    long unanswered;
    /** Scans of the schedule that were never sent, for want of credit until the end. */
    long notOffered;
    /** Scans of the schedule that the generator had got to when the last one was due; and those it should have. */
    long reachedInTime;
    long scheduled;
    /** Scans that waited for an unreachable server. */
    long heldByOutage;
    long doubleScans;
    long retransmitsSent;
    long retransmitsAnswered;
    /** Not answered because the connection broke under them. */
    long retransmitsLost;
    /** Due to be sent again but too old by then for the server to remember. */
    long retransmitsSkipped;
    long retransmitsUnanswered;
    long reconnects;
    /** Stations that had not all their verdicts back from a storm at the end. */
    long notRecovered;
    /** By ordinal of the reason. */
    final long[] retries = new long[RetryReason.values().length];
    long outages;
    long outageNs;
    long outageLongestNs;
    /** Acknowledged scans that the server turned out not to have when a station came back. */
    long lostByServer;
    int durability;

    private static Histogram histogram() {
        return new Histogram(HIGHEST_US, DIGITS);
    }

    static void record(final Histogram histogram, final long ns) {
        histogram.recordValue(Math.min(HIGHEST_US, Math.max(0, ns / 1_000)));
    }

    void outageEnded(final long ns) {
        outages++;
        outageNs += ns;
        outageLongestNs = Math.max(outageLongestNs, ns);
    }

    /** Adds another thread's; outages, which all threads see alike, are the worst of any. */
    void add(final Measurements other) {
        latencyUs.add(other.latencyUs);
        serviceUs.add(other.serviceUs);
        residenceUs.add(other.residenceUs);
        lagUs.add(other.lagUs);
        backPressureUs.add(other.backPressureUs);
        reopenedUs.add(other.reopenedUs);
        recoveredUs.add(other.recoveredUs);
        retryAfterUs.add(other.retryAfterUs);
        notRecovered += other.notRecovered;
        for (int i = 0; i < VERDICT_CODES; i++) {
            received[i] += other.received[i];
            expected[i] += other.expected[i];
        }
        offered += other.offered;
        answered += other.answered;
        answeredInTime += other.answeredInTime;
        unexpected += other.unexpected;
        unanswered += other.unanswered;
        notOffered += other.notOffered;
        reachedInTime += other.reachedInTime;
        scheduled += other.scheduled;
        heldByOutage += other.heldByOutage;
        doubleScans += other.doubleScans;
        retransmitsSent += other.retransmitsSent;
        retransmitsAnswered += other.retransmitsAnswered;
        retransmitsLost += other.retransmitsLost;
        retransmitsSkipped += other.retransmitsSkipped;
        retransmitsUnanswered += other.retransmitsUnanswered;
        reconnects += other.reconnects;
        for (int i = 0; i < retries.length; i++) {
            retries[i] += other.retries[i];
        }
        outages = Math.max(outages, other.outages);
        outageNs = Math.max(outageNs, other.outageNs);
        outageLongestNs = Math.max(outageLongestNs, other.outageLongestNs);
        lostByServer += other.lostByServer;
        durability = Math.max(durability, other.durability);
    }
}
