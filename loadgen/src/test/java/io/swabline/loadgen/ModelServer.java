package io.swabline.loadgen;

import io.swabline.journal.JournalSettings;
import io.swabline.journal.JournalWriter;
import io.swabline.protocol.Durability;
import io.swabline.protocol.SamplingKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server for tests: one thread a connection, one that judges and journals, and the same verdicts and journal records as the
 * real one. It can lose all connections between journaling and answering, as a kill does, and it can lie.
 */
final class ModelServer implements AutoCloseable {
    private final ModelState state;
    private final List<ModelConnection> connections = new ArrayList<>();
    private ServerSocket listener;
    private int port;

    ModelServer(final Path dataDirectory, final SamplingKeys keys) throws IOException {
        final JournalWriter journal = JournalWriter.open(JournalSettings.of(dataDirectory).withDurability(Durability.OS)
            .withBlockSize(JournalSettings.BLOCK_SIZE_MIN));
        state = new ModelState(journal, keys);
        listen();
    }

    int port() {
        return port;
    }

    ModelState state() {
        return state;
    }

    /** All connections break, what was journaled stays; nobody can connect until {@link #listen()}. */
    synchronized void kill() throws IOException {
        listener.close();
        for (final ModelConnection connection : connections) {
            connection.close();
        }
        connections.clear();
    }

    synchronized void listen() throws IOException {
        listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        port = listener.getLocalPort();
        final ServerSocket accepting = listener;
        final Thread thread = new Thread(() -> accept(accepting), "model-accept");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(final ServerSocket accepting) {
        try {
            while (true) {
                final Socket socket = accepting.accept();
                socket.setTcpNoDelay(true);
                final ModelConnection connection = new ModelConnection(socket, state);
                synchronized (this) {
                    if (accepting.isClosed()) {
                        connection.close();
                        return;
                    }
                    connections.add(connection);
                }
                final Thread thread = new Thread(connection, "model-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (final IOException e) {
            // The listener was closed.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        state.close();
    }
}
