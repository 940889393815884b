package io.swabline.station;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up servers that are given by name, on a thread of its own: on a congested network a lookup takes seconds, in which an
 * event loop would take no scan and keep no deadline. Java remembers answers for a while, so one thread is enough. It ends when
 * it has nothing to do. Any thread may call.
 */
final class AddressLookup implements AutoCloseable {
    /** Lookups that wait for one that hangs; more than stations of eight event loops can have under way. */
    private static final int WAITING_MAX = 8 * ConnectQueue.UNDER_WAY_MAX;
    private static final long IDLE_MAX_S = 10;

    private static final Logger LOGGER = LoggerFactory.getLogger(AddressLookup.class);

    private final Names names;
    private final ThreadPoolExecutor thread;

    /** How a name becomes an address, slowly: the machine's way, hosts file included. */
    @FunctionalInterface
    interface Names {
        InetAddress address(String host) throws UnknownHostException;
    }

    AddressLookup(final Names names) {
        this.names = names;
        thread = new ThreadPoolExecutor(1, 1, IDLE_MAX_S, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX),
            new DefaultThreadFactory("station-lookup", true));
        thread.allowCoreThreadTimeOut(true);
    }

    /** Tells the answer, one of both, on the event loop. */
    void lookUp(
        final InetSocketAddress server,
        final Executor eventLoop,
        final Consumer<InetSocketAddress> found,
        final Consumer<Exception> notFound) {
        try {
            thread.execute(() -> answer(server, eventLoop, found, notFound));
        } catch (final RejectedExecutionException e) {
            eventLoop.execute(() -> notFound.accept(new UnknownHostException(server + ": too many lookups wait")));
        }
    }

    private void answer(
        final InetSocketAddress server,
        final Executor eventLoop,
        final Consumer<InetSocketAddress> found,
        final Consumer<Exception> notFound) {
        Runnable answer;
        try {
            final InetAddress address = names.address(server.getHostString());
            answer = () -> found.accept(new InetSocketAddress(address, server.getPort()));
        } catch (final UnknownHostException | RuntimeException e) {
            answer = () -> notFound.accept(e);
        }
        try {
            eventLoop.execute(answer);
        } catch (final RejectedExecutionException e) {
            LOGGER.debug("{} was looked up for stations that are closed", server, e);
        }
    }

    /** Waits for nothing: a lookup that hangs keeps only a daemon thread. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
