package io.swabline.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swabline stations block}: keeps a station number out at once, whatever it shows. */
@Command(name = "block", description = {
    "Keep a station out at once, whatever it shows, until it is unblocked; also after a restart.",
    "Its connections are closed with STATION_BLOCKED. What it scanned before stays in the journal."})
final class StationsBlockCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private RunningServer server;
    @Parameters(paramLabel = "NUMBER", description = "the station's number")
    private String station;

    @Override
    public Integer call() {
        final boolean isChanged = server.require("block", Map.of("station", StationNames.number(station)));
        Swabline.consoleOf(spec).out().println(isChanged
            ? "blocked station " + station : "station " + station + " was blocked already");
        return ExitCode.OK;
    }
}
