package io.swabline.journal.remote;

import io.swabline.journal.RecordHandler;
import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.GoodbyeDecoder;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.RecordsDecoder;
import io.swabline.protocol.codec.RefusedDecoder;
import io.swabline.protocol.codec.RefusedReason;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.agrona.DirectBuffer;

/**
 * Reads a server's journal over the network in the order of positions: durable records only, each once. When the connection
 * breaks it comes back and goes on at the next position; positions that the server has no record of are told to the handler.
 * Belongs to one thread, but for {@link #close}; allocates nothing a record.
 */
public final class RemoteTail implements AutoCloseable {
    /** Behind the newest durable record. */
    public static final long NEWEST = -1;
    /** At the oldest record that is kept. */
    public static final long OLDEST = -2;

    private static final int CREDIT = 16_384;
    private static final long RETRY_MIN_MS = 50;
    private static final long RETRY_MAX_MS = 5_000;

    private final RemoteTailSettings settings;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final RecordsDecoder records = new RecordsDecoder();
    private final RefusedDecoder refused = new RefusedDecoder();
    private final GoodbyeDecoder goodbye = new GoodbyeDecoder();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile RemoteConnection connection;
    private long position;
    private long durablePosition;
    private long missing;
    private int unanswered;
    private boolean wasAnswered;
    private long retryMs = RETRY_MIN_MS;

    /** @param fromPosition of the first record wanted, {@link #NEWEST} or {@link #OLDEST} */
    public RemoteTail(final RemoteTailSettings settings, final long fromPosition) {
        if (fromPosition < OLDEST) {
            throw new IllegalArgumentException("position " + fromPosition + ": the first one is 0");
        }
        this.settings = settings;
        position = fromPosition;
    }

    /**
     * Waits for records, or for the server's word that there are none at the moment, and hands them over. Connects when need be.
     *
     * @return how many were handed over; 0 if there is nothing new, or the tail was closed
     * @throws RemoteTailException if the server refuses for a reason that time does not mend, or anything fails and the tail is
     *                             not one that reconnects
     */
    public int poll(final RecordHandler handler) {
        while (!isClosed()) {
            try {
                if (connection == null) {
                    connect();
                }
                final int length = connection.receive();
                wasAnswered = true;
                final int read = onFrame(handler, connection.frame(), length);
                if (read >= 0) {
                    retryMs = RETRY_MIN_MS;
                    return read;
                }
            } catch (final IOException broken) {
                if (broken instanceof SSLException && !wasAnswered && !isClosed()) {
                    throw givenUp("TLS: " + broken.getMessage() + ": is its certificate from the authority in --tls-ca, and does "
                        + "it speak TLS?");
                }
                if (!isClosed()) {
                    onBroken(String.valueOf(broken.getMessage() == null ? broken : broken.getMessage()), 0, broken);
                }
            }
        }
        return 0;
    }

    private void connect() throws IOException {
        final RemoteConnection opened = RemoteConnection.open(settings);
        connection = opened;
        unanswered = 0;
        if (isClosed()) {
            opened.close();
        }
        opened.subscribe(settings, position, CREDIT);
    }

    private static <E> E known(final Supplier<E> reason) throws IOException {
        try {
            return reason.get();
        } catch (final IllegalArgumentException e) {
            throw new IOException("a reason that this version does not know", e);
        }
    }

    /** Returns the records read; -1 where the frame ended the connection. */
    private int onFrame(final RecordHandler handler, final DirectBuffer frame, final int length) throws IOException {
        header.wrap(frame, 0);
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID
            || header.blockLength() + FrameDescriptor.HEADER_LENGTH > length) {
            throw new IOException("a frame of schema " + header.schemaId() + ": is this a Swabline server?");
        }
        switch (header.templateId()) {
            case RecordsDecoder.TEMPLATE_ID -> {
                return onRecords(handler, frame, length);
            }
            case RefusedDecoder.TEMPLATE_ID -> {
                refused.wrapAndApplyHeader(frame, 0, header);
                onRefused(known(refused::reason), refused.retryAfterMs());
            }
            case GoodbyeDecoder.TEMPLATE_ID -> {
                goodbye.wrapAndApplyHeader(frame, 0, header);
                onGoodbye(known(goodbye::reason), goodbye.reconnectAfterMs());
            }
            default -> throw new IOException("a message that no subscriber is sent, template " + header.templateId());
        }
        return -1;
    }

    private int onRecords(final RecordHandler handler, final DirectBuffer frame, final int length) throws IOException {
        final int count = (length - FrameDescriptor.RECORDS_OVERHEAD) / FrameDescriptor.RECORD_LENGTH;
        records.wrapAndApplyHeader(frame, 0, header);
        final long first = records.firstPosition();
        final long appendedAtMs = records.appendedAt();
        durablePosition = records.durablePosition();
        final RecordsDecoder.EntriesDecoder entries = records.entries();
        if (length != FrameDescriptor.recordsLength(count) || entries.count() != count
            || entries.actingBlockLength() != FrameDescriptor.RECORD_LENGTH || position >= 0 && first < position) {
            throw new IOException("a frame of records that does not fit, at position " + first);
        }
        if (position >= 0 && first > position) {
            final long from = position;
            position = first;
            missing += first - from;
            handler.onGap(from, first);
        } else if (position != OLDEST || count > 0 || first >= durablePosition) {
            position = first;
        }
        int offset = FrameDescriptor.RECORDS_OFFSET - FrameDescriptor.LENGTH_FIELD_LENGTH;
        for (int i = 0; i < count; i++) {
            handler.onRecord(position, appendedAtMs, frame, offset);
            position++;
            offset += FrameDescriptor.RECORD_LENGTH;
        }
        answer(count);
        return count;
    }

    private void answer(final int count) throws IOException {
        unanswered += count;
        if (count == 0 || unanswered >= CREDIT / 2) {
            connection.credit(unanswered);
            unanswered = 0;
        }
    }

    private void onRefused(final RefusedReason reason, final long retryAfterMs) {
        switch (reason) {
            case SUBSCRIBERS_FULL, CONNECTIONS_FULL, DRAINING -> onBroken("the server refuses: " + reason, retryAfterMs, null);
            case NOT_AUTHORIZED -> throw givenUp("it wants a token of subscriber " + settings.name()
                + " with the right subscribe ('swabline stations add --right subscribe " + settings.name() + "')");
            case POSITION_BEYOND_END -> throw givenUp("its journal has not come to position " + position
                + ": is this the server that was read before?");
            case SUBSCRIBERS_OFF -> throw givenUp("it takes no subscribers; see its settings subscribers.*");
            default -> throw givenUp("it refuses: " + reason);
        }
    }

    private void onGoodbye(final GoodbyeReason reason, final long reconnectAfterMs) {
        switch (reason) {
            case DRAINING, SLOW_READER, IDLE, JOURNAL_UNREADABLE ->
                onBroken("the server says Goodbye: " + reason, reconnectAfterMs, null);
            case NOT_AUTHORIZED -> throw givenUp("the token of subscriber " + settings.name() + " was removed or has ended");
            case TLS_EXPECTED -> throw givenUp("it wants TLS: give --tls-ca");
            default -> {
                if (reconnectAfterMs == 0) {
                    throw givenUp("it says Goodbye: " + reason);
                }
                onBroken("the server says Goodbye: " + reason, reconnectAfterMs, null);
            }
        }
    }

    private RemoteTailException givenUp(final String why) {
        drop();
        return new RemoteTailException(settings.host() + ":" + settings.port() + " is not read any more: " + why, null);
    }

    private void onBroken(final String why, final long waitMs, final Throwable cause) {
        drop();
        if (!settings.isReconnecting()) {
            throw new RemoteTailException(
                "cannot read the journal of " + settings.host() + ":" + settings.port() + ": " + why, cause);
        }
        settings.onTrouble().accept(why);
        final long pauseMs = Math.max(waitMs, ThreadLocalRandom.current().nextLong(retryMs / 2, retryMs + 1));
        retryMs = Math.min(RETRY_MAX_MS, retryMs * 2);
        try {
            closed.await(pauseMs, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RemoteTailException("interrupted while waiting to connect again", interrupted);
        }
    }

    private void drop() {
        final RemoteConnection dropped = connection;
        connection = null;
        if (dropped != null) {
            close(dropped);
        }
    }

    private void close(final RemoteConnection dropped) {
        try {
            dropped.close();
        } catch (final IOException e) {
            settings.onTrouble().accept("a connection did not close: " + e.getMessage());
        }
    }

    /** Position of the next record; {@link #OLDEST} or {@link #NEWEST} until the server has said. */
    public long position() {
        return position;
    }

    /** Position behind the newest durable record, as last told by the server. */
    public long durablePosition() {
        return durablePosition;
    }

    /** Positions stepped over because the server has no record of them. */
    public long missingRecords() {
        return missing;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Any thread: ends a {@link #poll} that waits. */
    @Override
    public void close() {
        closed.countDown();
        final RemoteConnection last = connection;
        if (last != null) {
            close(last);
        }
    }
}
