package io.swabline.protocol.access;

import java.util.Locale;

/** What a token is good for. */
public enum Right {
    /** To send scans, as the station that it names. */
    SCAN,
    /** To read the journal over the network, under the name that it has. */
    SUBSCRIBE;

    /** As it stands in files and options. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
