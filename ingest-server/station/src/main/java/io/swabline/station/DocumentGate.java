package io.swabline.station;

import io.swabline.protocol.FrameDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps scans by document from a server that does not know them: it would answer them MALFORMED, for ever, and the person would
 * not be registered. Such a scan waits, and so do those after it, since no sequence may be left out, until a newer server
 * welcomes the station. Owned by the station's event loop.
 */
final class DocumentGate {
    private static final Logger LOGGER = LoggerFactory.getLogger(DocumentGate.class);
    private static final int UNKNOWN = -1;

    private final PendingScans pending;
    private int serverVersion = UNKNOWN;
    private boolean isTold;

    DocumentGate(final PendingScans pending) {
        this.pending = pending;
    }

    /** The server's schema version, as the head of Welcome says. */
    void onWelcome(final int version) {
        serverVersion = version;
        isTold = false;
    }

    /** Whether the server that welcomed the station last knows documents. */
    boolean isOpen() {
        return serverVersion >= FrameDescriptor.DOCUMENTS_VERSION;
    }

    /** Whether a new scan by document is to be refused. While no server has been met yet, it is not. */
    boolean mustRefuse() {
        return serverVersion != UNKNOWN && !isOpen();
    }

    /** The schema version that frames of scans say. */
    int scansVersion() {
        return isOpen() ? FrameDescriptor.DOCUMENTS_VERSION : FrameDescriptor.CLIENT_VERSION;
    }

    /** How many of so many scans, from the next one to send on, may be sent. */
    long limit(final long sendable) {
        return isOpen() ? sendable : Math.min(sendable, pending.countBeforeDocument(sendable));
    }

    /** Tells once a connection that scans are kept back. */
    void tell(final Station station, final StationListener listener) {
        if (!isTold && !isOpen() && pending.sent() < pending.last() && pending.countBeforeDocument(1) == 0) {
            isTold = true;
            final long sequence = pending.sent() + 1;
            LOGGER.warn("station {}: the server has schema version {} and takes scans by document from version {} on: scan {} is"
                + " one, so it and {} after it wait; update the server", station.station(), serverVersion,
                FrameDescriptor.DOCUMENTS_VERSION, sequence, pending.last() - sequence);
            listener.onDocumentHeld(station, sequence, serverVersion);
        }
    }
}
