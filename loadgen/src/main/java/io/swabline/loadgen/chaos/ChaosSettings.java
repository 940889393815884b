package io.swabline.loadgen.chaos;

import io.swabline.protocol.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a {@link ChaosRun} is told.
 *
 * @param directory   holds the server's data, keys and log, and the ledger
 * @param swabline    the command line that starts {@code swabline}, without its arguments
 * @param settings    further settings of the server, {@code KEY=VALUE}
 * @param durability  of the server's journal
 * @param duration    how long the load goes on
 * @param stations    terminals
 * @param rate        scans a second of all of them together
 * @param killsEvery  mean time between the start of the server and the next kill
 * @param killsMax    no more kills than this
 * @param cutsEvery   mean time between two cuts of a connection
 * @param drain       how long to wait at the end for verdicts
 * @param seed        of kills, cuts, clocks and scans
 */
public record ChaosSettings(
    Path directory,
    List<String> swabline,
    List<String> settings,
    Durability durability,
    Duration duration,
    int stations,
    double rate,
    Duration killsEvery,
    int killsMax,
    Duration cutsEvery,
    Duration drain,
    long seed) {

    public ChaosSettings {
        swabline = List.copyOf(swabline);
        settings = List.copyOf(settings);
        if (stations < 1 || stations > 5_000) {
            throw new IllegalArgumentException("stations is " + stations + "; it must be from 1 to 5000");
        }
        if (killsEvery.toMillis() < 100) {
            throw new IllegalArgumentException("kills-every is " + killsEvery.toMillis() + " ms; it must be at least 100ms");
        }
        if (cutsEvery.toMillis() < 1) {
            throw new IllegalArgumentException("cuts-every must be at least 1ms");
        }
    }

    Path data() {
        return directory.resolve("data");
    }

    Path keys() {
        return directory.resolve("keys.properties");
    }

    Path serverLog() {
        return directory.resolve("server.log");
    }

    Path ledger() {
        return directory.resolve("ledger");
    }
}
