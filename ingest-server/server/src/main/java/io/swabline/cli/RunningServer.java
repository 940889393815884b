package io.swabline.cli;

import io.swabline.server.control.ControlAnswer;
import io.swabline.server.control.ControlClient;
import io.swabline.server.control.ControlException;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** A running server, found by the same configuration as serve's, for commands that ask it to do something. */
final class RunningServer {
    /** A little more than the server's own limit for an answer. */
    private static final Duration DEADLINE = Duration.ofSeconds(6);

    @Mixin
    private AdministeredServer server;

    /** Has it done; a command that was not carried out ends with exit code 1 and the reason. */
    void require(final String operation, final Map<String, String> arguments) {
        try {
            final ControlAnswer answer = new ControlClient(server.dataDirectory(), DEADLINE).ask(operation, arguments);
            if (!answer.isDone()) {
                throw CommandFailure.checkFailed(answer.reason());
            }
        } catch (final ControlException e) {
            throw CommandFailure.checkFailed(e.getMessage() + (e.kind() == ControlException.Kind.NO_ANSWER
                ? "; it may have been done all the same: the server's log says so"
                : "; nothing was changed: name the running server's configuration with --config or its data directory with "
                    + "--data, and run this as its user or root"));
        }
    }
}
