package io.swabline.server.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Hears what some classes log, until it is closed: each line as its level, a blank and its message. */
public final class LogLines implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Logger> loggers;
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(final ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
                lines.add(event.getLevel() + " " + event.getFormattedMessage());
            }
        }
    };

    public LogLines(final Class<?>... classes) {
        loggers = List.of(classes).stream().map(type -> (Logger) LoggerFactory.getLogger(type)).toList();
        appender.start();
        loggers.forEach(logger -> logger.addAppender(appender));
    }

    /** What was logged since the last call. */
    public List<String> take() {
        final List<String> taken = List.copyOf(lines);
        lines.removeAll(taken);
        return taken;
    }

    /** All that was logged and not taken. */
    public List<String> all() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        loggers.forEach(logger -> logger.detachAppender(appender));
        appender.stop();
    }
}
