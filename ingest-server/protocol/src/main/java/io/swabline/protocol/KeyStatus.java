package io.swabline.protocol;

/** Whether codes of a key are issued and accepted. */
public enum KeyStatus {
    /** Codes are issued under this key, and accepted. There is exactly one. */
    CURRENT,
    /** The key before the current one: its codes are accepted until they expire, none are issued. At most one. */
    PREVIOUS,
    /** Its codes are refused. Kept, so that their holders are told to fetch a new code instead of being taken for forgers. */
    WITHDRAWN
}
