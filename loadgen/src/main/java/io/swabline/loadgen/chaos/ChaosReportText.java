package io.swabline.loadgen.chaos;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.swabline.loadgen.LoadReport;
import io.swabline.loadgen.check.CheckReport;
import io.swabline.loadgen.check.Fault;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** A {@link ChaosReport} for people and for programs. */
public final class ChaosReportText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private ChaosReportText() {
    }

    /** Some lines. */
    public static String text(final ChaosReport r) {
        final StringBuilder text = new StringBuilder();
        line(text, "chaos", "durability %s, seed %d", r.durability(), r.seed());
        line(text, "kills", "%d: %d while working, %d at a roll, %d while starting, %d while draining", r.killCount(),
            kills(r, ChaosReport.KillKind.WORKING), kills(r, ChaosReport.KillKind.ROLLING),
            kills(r, ChaosReport.KillKind.STARTING), kills(r, ChaosReport.KillKind.DRAINING));
        line(text, "starts", "%d after kills, until the server listened: p50 %d ms, max %d ms", r.startsMs().size(),
            r.startMedianMs(), r.startMaxMs());
        line(text, "journal", "%d generations, %d rolls", r.generations(), r.rolls());
        final LoadReport load = r.load();
        if (load != null) {
            line(text, "connections", "%,d cut, %,d made again; %d of %d stations with a wrong clock", r.cuts(),
                load.reconnects(), r.wrongClocks(), load.stations());
            line(text, "scans", "%,d sent, %,d acknowledged, %,d persons twice; %,d sent again on purpose", load.offered(),
                load.acknowledged(), load.doubleScans(), load.retransmits().sent());
        }
        final CheckReport check = r.check();
        if (check != null) {
            line(text, "check", "%,d records: %d missing, %d duplicated, %d wrong", check.records(), check.count(Fault.MISSING),
                check.count(Fault.DUPLICATED), wrong(check));
            line(text, "tail", "%,d records through all kills", r.tailLines());
        }
        for (final String finding : r.findings()) {
            text.append("  ").append(finding).append(System.lineSeparator());
        }
        line(text, "result", r.isFine() ? "fine: nothing is missing, duplicated or wrong, and the tail is identical" : "FAILED");
        return text.toString();
    }

    private static void line(final StringBuilder text, final String name, final String format, final Object... values) {
        text.append(String.format(Locale.ROOT, "%-12s ", name)).append(String.format(Locale.ROOT, format, values))
            .append(System.lineSeparator());
    }

    private static int kills(final ChaosReport r, final ChaosReport.KillKind kind) {
        return r.kills().getOrDefault(kind, 0);
    }

    private static long wrong(final CheckReport check) {
        return check.faults().entrySet().stream()
            .filter(fault -> fault.getKey() != Fault.MISSING && fault.getKey() != Fault.DUPLICATED)
            .mapToLong(java.util.Map.Entry::getValue).sum();
    }

    /** One object on one line. */
    public static String json(final ChaosReport r) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeBooleanField("fine", r.isFine());
            json.writeStringField("durability", r.durability());
            json.writeNumberField("seed", r.seed());
            json.writeNumberField("kills", r.killCount());
            for (final ChaosReport.KillKind kind : ChaosReport.KillKind.values()) {
                json.writeNumberField("kills_" + kind.name().toLowerCase(Locale.ROOT), kills(r, kind));
            }
            json.writeNumberField("starts", r.startsMs().size());
            json.writeNumberField("start_ms_p50", r.startMedianMs());
            json.writeNumberField("start_ms_max", r.startMaxMs());
            json.writeNumberField("generations", r.generations());
            json.writeNumberField("rolls", r.rolls());
            json.writeNumberField("cuts", r.cuts());
            json.writeNumberField("wrong_clocks", r.wrongClocks());
            if (r.load() != null) {
                json.writeNumberField("reconnects", r.load().reconnects());
                json.writeNumberField("sent", r.load().offered());
                json.writeNumberField("acknowledged", r.load().acknowledged());
                json.writeNumberField("double_scans", r.load().doubleScans());
                json.writeNumberField("retransmits", r.load().retransmits().sent());
            }
            if (r.check() != null) {
                json.writeNumberField("records", r.check().records());
                json.writeNumberField("missing", r.check().count(Fault.MISSING));
                json.writeNumberField("duplicated", r.check().count(Fault.DUPLICATED));
                json.writeNumberField("wrong", wrong(r.check()));
                json.writeNumberField("tailed", r.tailLines());
            }
            json.writeArrayFieldStart("findings");
            for (final String finding : r.findings()) {
                json.writeString(finding);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
