package io.swabline.protocol;

/** Whether codes of a key are issued and accepted. */
public enum KeyStatus {
    /** Codes are issued under this key, and accepted. There is exactly one. */
    CURRENT,
    /** Replaced by a newer key: its codes are accepted until they expire, none are issued. There may be several. */
    PREVIOUS,
    /** Its last code has expired, so whatever bears its id is expired, whatever else stands in it. */
    RETIRED,
    /** Its codes are refused. Kept, so that their holders are told to fetch a new code instead of being taken for forgers. */
    WITHDRAWN
}
