package io.swabline.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code swabline samples}: what an operator does to sample ids (tubes) of a running server. */
@Command(name = "samples", description = "Samples (tubes) of a running server.")
final class SamplesCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Swabline.requireSubcommand(spec);
    }

    @Command(name = "release", mixinStandardHelpOptions = true, description = {
        "Let any station begin a sample anew that another one has begun; its count begins at 0.",
        "For tubes that a station took by mistake, or with bad intent. What is in the journal stays there: the laboratory counts",
        "a tube's people from the note SAMPLE_RELEASED on, which is journaled. Returns when that is durable."})
    void release(
        @Mixin final RunningServer server,
        @Parameters(paramLabel = "SAMPLE_ID", description = "the sample id as scans have it, 1 to 16 characters")
        final String sample) {
        server.require("release", Map.of("sample", sample));
        Swabline.consoleOf(spec).out().println("released sample " + sample);
    }
}
