package io.swabline.loadgen.plan;

import java.util.Locale;

/**
 * Which share of the scans is of which kind, and which share is sent a second time as a retransmit. Written as
 * {@code retransmit=1%,double=1%,forged=0.5%,expired=0.5%,id=2%,bad-id=0.1%,document=0.5%,bad-document=0.05%}; the rest are
 * plain. Immutable.
 */
public final class Mix {
    /** Small shares of everything a station meets, so that a run without options exercises every verdict it can expect. */
    public static final String STEADY =
        "retransmit=1%,double=1%,forged=0.5%,expired=0.5%,id=2%,bad-id=0.1%,document=0.5%,bad-document=0.05%";
    public static final String NONE = "none";

    private static final String RETRANSMIT = "retransmit";
    private static final double RANGE = 0x1p32;

    private final double[] shares;
    private final double retransmitShare;
    private final long[] limits = new long[ScanKind.PLAIN.ordinal()];
    private final long retransmitLimit;

    private Mix(final double[] shares, final double retransmitShare) {
        this.shares = shares;
        this.retransmitShare = retransmitShare;
        double sum = 0;
        for (int i = 0; i < limits.length; i++) {
            sum += shares[i];
            limits[i] = Math.round(sum * RANGE);
        }
        retransmitLimit = Math.round(retransmitShare * RANGE);
    }

    /** @throws IllegalArgumentException naming the part that is wrong and what may stand there. */
    public static Mix parse(final String text) {
        final double[] shares = new double[ScanKind.PLAIN.ordinal()];
        double retransmitShare = 0;
        if (!text.isBlank() && !text.trim().equals(NONE)) {
            for (final String part : text.split(",")) {
                final int equals = part.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException("\"" + part.trim() + "\" is not NAME=SHARE%, for example double=1%");
                }
                final String name = part.substring(0, equals).trim();
                final double share = share(part.substring(equals + 1).trim());
                if (name.equals(RETRANSMIT)) {
                    retransmitShare = share;
                } else {
                    shares[kind(name).ordinal()] = share;
                }
            }
        }
        double sum = 0;
        for (final double share : shares) {
            sum += share;
        }
        if (sum > 1.0) {
            throw new IllegalArgumentException("the shares besides retransmit add up to more than 100%");
        }
        return new Mix(shares, retransmitShare);
    }

    private static double share(final String text) {
        try {
            final double percent = Double.parseDouble(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
            if (percent >= 0 && percent <= 100) {
                return percent / 100;
            }
        } catch (final NumberFormatException e) {
            throw notAShare(text, e);
        }
        throw notAShare(text, null);
    }

    private static IllegalArgumentException notAShare(final String text, final Exception cause) {
        return new IllegalArgumentException("\"" + text + "\" is not a share from 0% to 100%", cause);
    }

    private static ScanKind kind(final String name) {
        for (final ScanKind kind : ScanKind.values()) {
            if (kind != ScanKind.PLAIN && kind.text().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
            "\"" + name + "\" is none of retransmit, double, forged, expired, id, bad-id, document, bad-document");
    }

    /** The kind that 32 random bits choose. */
    public ScanKind kind(final int random) {
        final long value = random & 0xFFFF_FFFFL;
        if (value >= limits[limits.length - 1]) {
            return ScanKind.PLAIN;
        }
        int i = 0;
        while (value >= limits[i]) {
            i++;
        }
        return KINDS[i];
    }

    private static final ScanKind[] KINDS = ScanKind.values();

    /** Whether a scan is sent a second time, chosen by 32 random bits. */
    public boolean isRetransmitted(final int random) {
        return (random & 0xFFFF_FFFFL) < retransmitLimit;
    }

    public double share(final ScanKind kind) {
        return shares[kind.ordinal()];
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        append(text, RETRANSMIT, retransmitShare);
        for (int i = 0; i < shares.length; i++) {
            append(text, KINDS[i].text(), shares[i]);
        }
        return text.length() == 0 ? NONE : text.toString();
    }

    private static void append(final StringBuilder text, final String name, final double share) {
        if (share > 0) {
            text.append(text.length() == 0 ? "" : ",")
                .append(String.format(Locale.ROOT, "%s=%s%%", name, trimmed(share * 100)));
        }
    }

    private static String trimmed(final double percent) {
        final String text = String.format(Locale.ROOT, "%.4f", percent);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
