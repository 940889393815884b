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

    /**
     * Has it done; a command that was not carried out, or of which that is not known, ends with exit code 1 and the reason.
     *
     * @return false if it was so already, and nothing had to be changed
     */
    boolean require(final String operation, final Map<String, String> arguments) {
        try {
            final ControlAnswer answer = new ControlClient(server.dataDirectory(), DEADLINE).ask(operation, arguments);
            if (!answer.isDone()) {
                throw CommandFailure.checkFailed(answer.reason());
            }
            return answer.isChanged();
        } catch (final ControlException e) {
            throw CommandFailure.checkFailed(e.getMessage() + switch (e.kind()) {
                case NO_ANSWER -> "; it is not known whether it was done: the server's log says so, or ask again with the same "
                    + "command";
                case NOT_LISTENING -> "; nothing was changed: try again once it listens";
                case NO_SERVER, DENIED -> "; nothing was changed: name the running server's configuration with --config or its "
                    + "data directory with --data, and run this as its user or root";
            });
        }
    }
}
