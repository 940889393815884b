package io.swabline.server.ring;

/**
 * A message in a {@link ReplyQueue}: a finished frame for one connection.
 *
 * <pre>
 *    0            8                   12         16
 *    +------------+-------------------+----------+=====================+
 *    | connection | scans answered    | unused   | frame, with its     |
 *    |            |                   |          | length field        |
 *    +------------+-------------------+----------+=====================+
 * </pre>
 *
 * The message type says what else the edge does: {@link #WRITE} no more, {@link #WRITE_AND_OPEN} lets the station's scans
 * in (Welcome), {@link #WRITE_AND_CLOSE} closes behind it (Refused, Goodbye).
 */
public final class ReplyDescriptor {
    public static final int WRITE = 1;
    public static final int WRITE_AND_OPEN = 2;
    public static final int WRITE_AND_CLOSE = 3;

    public static final int CONNECTION_OFFSET = 0;
    public static final int ANSWERED_OFFSET = 8;
    public static final int FRAME_OFFSET = 16;

    private ReplyDescriptor() {
    }
}
