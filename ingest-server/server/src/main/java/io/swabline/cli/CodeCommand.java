package io.swabline.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code swabline code}: issues sampling codes and looks at them. */
@Command(
    name = "code",
    description = "Issue sampling codes, draw them, read them, check them.",
    subcommands = {CodeIssueCommand.class, CodeShowCommand.class, CodeScanCommand.class, CodeVerifyCommand.class})
final class CodeCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Swabline.requireSubcommand(spec);
    }
}
