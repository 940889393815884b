package io.swabline.cli;

import io.swabline.protocol.codec.RefusedReason;
import io.swabline.station.DisconnectCause;
import io.swabline.station.WaitAdvice;
import java.util.Arrays;
import java.util.Locale;

/**
 * Why a terminal has no connection, in words for its user.
 *
 * @param cause  what happened
 * @param detail what the station's library says of it; null or empty if nothing
 */
record ConnectionTrouble(DisconnectCause cause, String detail) {
    private static final String NOT_AUTHORIZED = "NOT_AUTHORIZED";
    private static final String STATION_BLOCKED = "STATION_BLOCKED";
    private static final String TLS_EXPECTED = "TLS_EXPECTED";

    ConnectionTrouble {
        detail = detail == null ? "" : detail;
    }

    /** Whether trying again is of no use: the command's options have to be others, or an operator has to act. */
    boolean isHopeless() {
        return isOfTls() || detail.equals(TLS_EXPECTED) || detail.equals(STATION_BLOCKED);
    }

    /** Whether it is hopeless if it happens again: a server knows a station's new token, which is in its file, after a second. */
    boolean isHopelessIfRepeated() {
        return detail.equals(NOT_AUTHORIZED);
    }

    /** Whether the server lets no more stations in for now: nothing is wrong with this one. */
    boolean isToWait() {
        return cause == DisconnectCause.REFUSED && !detail.equals(NOT_AUTHORIZED) && refusal() != null;
    }

    private RefusedReason refusal() {
        return Arrays.stream(RefusedReason.values()).filter(reason -> reason.name().equals(detail)).findFirst().orElse(null);
    }

    private boolean isOfTls() {
        return detail.startsWith("TLS: ");
    }

    @Override
    public String toString() {
        if (detail.equals(NOT_AUTHORIZED)) {
            return "NOT_AUTHORIZED: the server knows no token or certificate of this station: give its number with --station and "
                + "the file with its token with --token-file, or its certificate with --client-certificate";
        }
        if (detail.equals(STATION_BLOCKED)) {
            return "STATION_BLOCKED: an operator of the server blocked this station number: call them; swabline stations unblock "
                + "lets it in again";
        }
        if (detail.equals(TLS_EXPECTED)) {
            return "TLS_EXPECTED: the server speaks TLS only: give --tls-ca, or --tls";
        }
        if (isToWait()) {
            return detail + ": " + WaitAdvice.of(refusal());
        }
        if (isOfTls()) {
            return detail + ": is the server's certificate from the authority in --tls-ca, does the server speak TLS, and does "
                + "it ask for a --client-certificate?";
        }
        if (cause == DisconnectCause.CONNECT_FAILED && detail.contains("Connection refused")) {
            return "nothing listens there: is the server running, and is this its port for stations?";
        }
        if (cause == DisconnectCause.PROTOCOL_ERROR || detail.startsWith("no answer to Hello")) {
            return words() + ": is this the server's port for stations?";
        }
        return words();
    }

    private String words() {
        return cause.name().toLowerCase(Locale.ROOT).replace('_', ' ') + (detail.isBlank() ? "" : ": " + detail);
    }
}
