package io.swabline.cli;

import io.swabline.server.control.ControlAnswer;
import io.swabline.server.control.ControlClient;
import io.swabline.server.control.ControlException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that names a running server by its data directory, for commands that ask it to do something. */
final class RunningServer {
    private static final Duration DEADLINE = Duration.ofSeconds(6);

    @Option(
        names = "--data", paramLabel = "DIR", defaultValue = "data",
        description = "the running server's data directory (default: ${DEFAULT-VALUE})")
    private Path directory;

    /** Has it done; a command that was not carried out ends with exit code 1 and the reason. */
    void require(final String operation, final Map<String, String> arguments) {
        try {
            final ControlAnswer answer = new ControlClient(directory, DEADLINE).ask(operation, arguments);
            if (!answer.isDone()) {
                throw CommandFailure.checkFailed(answer.reason());
            }
        } catch (final ControlException e) {
            throw CommandFailure.checkFailed(e.getMessage() + "; nothing was changed: name the data directory of the "
                + "running server with --data, and run this as its user or root");
        }
    }
}
