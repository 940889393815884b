package io.swabline.server.ring;

/** What deduplication decided to do with a slot. Plain bytes: they live in the slot's memory. */
public final class Outcome {
    /** A new scan with its final verdict: journal it, then acknowledge it. */
    public static final byte RECORD = 1;
    /** Sent again: acknowledge with the first verdict, no second record. */
    public static final byte RETRANSMIT = 2;
    /** Of a replaced or closed connection, or in flight behind a Retry: no record, no answer, the station sends it again. */
    public static final byte DROP = 3;
    /** Not taken for now: answer Retry from this sequence; the verdict byte holds the reason's code. */
    public static final byte RETRY = 4;
    /** Against the protocol: answer Goodbye and close; the verdict byte holds the reason's code. */
    public static final byte GOODBYE = 5;
    /** A Hello that is answered with Welcome; detail holds the stream's last journaled sequence. */
    public static final byte WELCOME = 6;
    /** A Hello that is refused; the verdict byte holds the reason's code. */
    public static final byte REFUSED = 7;
    /** As WELCOME, and the connection that carried this stream until now, {@link Slot#replacedConnection()}, is told so. */
    public static final byte WELCOME_REPLACING = 8;

    /** An operator's note: journal it, then tell who waits for it. */
    public static final byte NOTE = 9;
    /** A note about something that is not known: no record. */
    public static final byte NOTE_UNKNOWN = 10;
    /** A note that cannot be journaled now: no record. */
    public static final byte NOTE_REFUSED = 11;

    private Outcome() {
    }
}
