package io.swabline.issuer.http;

import java.util.concurrent.atomic.LongAdder;

/** What became of requests since the start. Counted by the event loop, read by any thread. */
public final class HttpCounters {
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder connectionsRefused = new LongAdder();

    /** Answers below 400. */
    public long succeeded() {
        return succeeded.sum();
    }

    /** Answers from 400 to 499. */
    public long refused() {
        return refused.sum();
    }

    /** Answers of 500 and more. */
    public long failed() {
        return failed.sum();
    }

    /** Connections closed because there were too many: those that came too many, and those that made room. */
    public long connectionsRefused() {
        return connectionsRefused.sum();
    }

    void answered(final int status) {
        (status < 400 ? succeeded : status < 500 ? refused : failed).increment();
    }

    void connectionRefused() {
        connectionsRefused.increment();
    }
}
