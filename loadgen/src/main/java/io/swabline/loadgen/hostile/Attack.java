package io.swabline.loadgen.hostile;

import java.io.IOException;
import java.util.Map;

/** One way to harm a server. */
interface Attack {
    /**
     * Goes on until its count is done or it is stopped. Called once, by a thread of its own. {@link IOException} for what this
     * machine cannot do, not for what the server refuses.
     */
    void run() throws IOException;

    /** Ends it soon; any thread. */
    void stop();

    /** What it has done so far, by names such as {@code scans_sent}; any thread. */
    Map<String, Long> counts();
}
