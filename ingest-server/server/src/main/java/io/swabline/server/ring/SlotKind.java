package io.swabline.server.ring;

/** What the edge put into a slot. Plain bytes: they live in the slot's memory. */
public final class SlotKind {
    /** A scan of a station that has been welcomed. */
    public static final byte SCAN = 1;
    /** A Hello: travels through the ring so that it is answered behind every earlier scan of its stream. */
    public static final byte HELLO = 2;

    /** An operator's note that a sample is released, with a ticket of {@link OperatorNotes} where a scan has its connection. */
    public static final byte RELEASE = 3;

    private SlotKind() {
    }
}
