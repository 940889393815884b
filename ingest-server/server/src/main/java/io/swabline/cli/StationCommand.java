package io.swabline.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code swabline station}: a small terminal. */
@Command(name = "station", description = "A small terminal of sampling staff.", subcommands = StationSendCommand.class)
final class StationCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Swabline.requireSubcommand(spec);
    }
}
