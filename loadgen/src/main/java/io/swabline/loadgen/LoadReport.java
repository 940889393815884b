package io.swabline.loadgen;

import io.swabline.loadgen.plan.Durations;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.RetryReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a run. Immutable. A run is fine when there are no {@link #problems}: all verdicts came and were the expected
 * ones, the generator kept its schedule, and every threshold was kept.
 *
 * @param scenario              name of the scenario
 * @param runId                 names the run's persons and samples, 16 hexadecimal digits
 * @param seed                  of the random choices
 * @param stations              terminals that were simulated
 * @param threads               event loops that they shared
 * @param mix                   shares of the kinds of scan
 * @param durationSeconds       measured time; the warm-up comes before it and the drain behind it
 * @param rateIntended          scans a second that the schedule asked for; 0 in {@code max}
 * @param offered               scans sent, each counted once
 * @param acknowledged          scans whose verdict came, each counted once
 * @param acknowledgedPerSecond verdicts that came within the measured time, by its length
 * @param unanswered            scans sent whose verdict never came
 * @param notOffered            scans of the schedule that were never sent, because the server did not take them until the end
 * @param unexpected            verdicts that differ from what was foretold
 * @param received              first verdicts
 * @param expected              what the verdicts of all scans sent should be
 * @param doubleScans           second scans of a person who had been accepted
 * @param retransmits           scans sent a second time
 * @param latency               from the time a scan was due to its verdict
 * @param service               from sending a scan to its verdict
 * @param residence             from receiving a scan to the reply, as the server says
 * @param lag                   by how much the generator itself was late, but for outages and two seconds after each
 * @param backPressure          how long scans waited for the server's credit
 * @param outages               times without any connection
 * @param storm                 how the stations came back
 * @param reconnects            connections made beyond the first of each station
 * @param retryReasons          times that the server asked a station to send again later, by the reason that it gave
 * @param durability            what the acknowledgements guaranteed: {@code os}, {@code disk}, or {@code none} without any
 * @param isValid               whether the generator kept its own schedule
 * @param problems              why the run failed, for people; empty: it did not
 */
public record LoadReport(
    String scenario,
    String runId,
    long seed,
    int stations,
    int threads,
    String mix,
    double durationSeconds,
    double rateIntended,
    long offered,
    long acknowledged,
    double acknowledgedPerSecond,
    long unanswered,
    long notOffered,
    long unexpected,
    Map<Verdict, Long> received,
    Map<Verdict, Long> expected,
    long doubleScans,
    Retransmits retransmits,
    Latencies latency,
    Latencies service,
    Latencies residence,
    Latencies lag,
    Latencies backPressure,
    Outages outages,
    Storm storm,
    long reconnects,
    Map<RetryReason, Long> retryReasons,
    String durability,
    boolean isValid,
    List<String> problems) {

    /** How problems begin that are the generator's own: it did not make the load that it was to make. */
    public static final String INVALID = "invalid run: ";

    public LoadReport {
        received = Map.copyOf(received);
        expected = Map.copyOf(expected);
        problems = List.copyOf(problems);
    }

    /** Times that the server asked a station to send again later. */
    public long retries() {
        return retryReasons.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Scans sent a second time on purpose.
     *
     * @param sent     retransmits sent
     * @param answered with the first verdict and the flag
     * @param lost     not answered, because the connection broke under them
     * @param skipped  never sent, because the scan was too old by then for the server to remember
     */
    public record Retransmits(long sent, long answered, long lost, long skipped) {
    }

    /**
     * Times without any connection, after there had been one.
     *
     * @param count          how many
     * @param totalSeconds   all of them
     * @param longestSeconds the longest
     * @param scansHeld      scans that were due meanwhile and had to wait
     */
    public record Outages(long count, double totalSeconds, double longestSeconds, long scansHeld) {
    }

    /**
     * How stations came back, in the storm scenario: from when the first one was welcomed again.
     *
     * @param reopened   until each was welcomed
     * @param recovered  until each had all its verdicts
     * @param retryAfter for how long the server asked those that it refused to stay away
     */
    public record Storm(Latencies reopened, Latencies recovered, Latencies retryAfter) {
    }

    public boolean isFine() {
        return problems.isEmpty();
    }

    /** Exit code of the command: 0 or 1. */
    public int exitCode() {
        return isFine() ? 0 : 1;
    }

    static String seconds(final double seconds) {
        return Durations.text(Duration.ofMillis(Math.round(seconds * 1_000)));
    }
}
