package io.swabline.cli;

import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.station.DisconnectCause;
import java.util.Arrays;

/**
 * Why a terminal has no connection.
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

    /** In words for the staff. */
    String in(final StaffTexts texts) {
        if (detail.equals(NOT_AUTHORIZED) || detail.equals(STATION_BLOCKED) || detail.equals(TLS_EXPECTED)) {
            return texts.of("trouble." + detail);
        }
        if (isToWait()) {
            return texts.of("refused", detail, texts.of("refused", refusal()));
        }
        if (isOfTls()) {
            return texts.of("trouble.tls", detail);
        }
        if (cause == DisconnectCause.CONNECT_FAILED && detail.contains("Connection refused")) {
            return texts.of("trouble.nothing-listens");
        }
        return cause == DisconnectCause.PROTOCOL_ERROR || detail.startsWith("no answer to Hello")
            ? texts.of("trouble.wrong-port", words(texts)) : words(texts);
    }

    private String words(final StaffTexts texts) {
        final String what = texts.of("cause", cause);
        final GoodbyeReason goodbye = goodbye();
        return detail.isBlank() ? what
            : texts.of("trouble.detail", what, goodbye == null ? detail : texts.of("goodbye", goodbye));
    }

    private GoodbyeReason goodbye() {
        return cause != DisconnectCause.GOODBYE ? null
            : Arrays.stream(GoodbyeReason.values()).filter(reason -> reason.name().equals(detail)).findFirst().orElse(null);
    }
}
