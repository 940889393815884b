package io.swabline.protocol;

/** What an acknowledgement guarantees. The codes are those of {@code DurabilityCode} in the station protocol's schema. */
public enum Durability {
    /** The scan is in the operating system's page cache: it survives the process, not the machine. */
    OS(1),
    /** The scan was forced to disk: it survives power loss. */
    DISK(2);

    private final byte code;

    Durability(final int code) {
        this.code = (byte) code;
    }

    /** The code in messages, 1 or 2. */
    public byte code() {
        return code;
    }

    /** The level of a code; {@link IllegalArgumentException} if there is none. */
    public static Durability of(final int code) {
        return switch (code) {
            case 1 -> OS;
            case 2 -> DISK;
            default -> throw new IllegalArgumentException("no durability has the code " + code + "; 1 is OS, 2 is DISK");
        };
    }
}
