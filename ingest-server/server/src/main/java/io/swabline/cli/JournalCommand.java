package io.swabline.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code swabline journal}: reads the journal of a server, whether it runs or not. */
@Command(
    name = "journal",
    description = "Read the journal of a server, whether it runs or not.",
    subcommands = {
        JournalTailCommand.class, JournalVerifyCommand.class, JournalStatsCommand.class, JournalExportCommand.class})
final class JournalCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Swabline.requireSubcommand(spec);
    }
}
