package io.swabline.benchmarks.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Until it is closed, the product logs errors only: what a simulated server or station has to warn of happens all the time. */
final class QuietLogs implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.swabline");
    private final Level before = logger.getLevel();

    QuietLogs() {
        logger.setLevel(Level.ERROR);
    }

    @Override
    public void close() {
        logger.setLevel(before);
    }
}
