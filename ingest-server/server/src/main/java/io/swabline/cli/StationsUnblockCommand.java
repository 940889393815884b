package io.swabline.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swabline stations unblock}: lets a station in again that was blocked. */
@Command(name = "unblock", description = "Let a blocked station in again, if it shows what it needs.")
final class StationsUnblockCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private RunningServer server;
    @Parameters(paramLabel = "NUMBER", description = "the station's number")
    private String station;

    @Override
    public Integer call() {
        final boolean isChanged = server.require("unblock", Map.of("station", StationNames.number(station)));
        Swabline.consoleOf(spec).out().println(isChanged
            ? "unblocked station " + station : "station " + station + " was not blocked");
        return ExitCode.OK;
    }
}
