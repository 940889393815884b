package io.swabline.loadgen.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.swabline.loadgen.ledger.LedgerReader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** A {@link CheckReport} for people and for programs. */
public final class CheckReportText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private CheckReportText() {
    }

    /** A few lines. */
    public static String text(final CheckReport r) {
        final StringBuilder text = new StringBuilder();
        line(text, "ledger", "%,d entries, %,d scans of %,d streams, %,d acknowledged; %s", r.entries(), r.scans(), r.streams(),
            r.acknowledged(), end(r.ledgerEnd()));
        line(text, "journal", "%,d records, %,d of the ledger's streams", r.records(), r.journaled());
        line(text, "matched", "%,d", r.matched());
        if (r.unacknowledged() > 0) {
            line(text, "unacknowledged", "%,d records whose verdict never arrived", r.unacknowledged());
        }
        for (final Fault fault : Fault.values()) {
            if (r.count(fault) > 0) {
                line(text, fault.text(), "%,d: %s", r.count(fault), fault.meaning());
            }
        }
        for (final String example : r.examples()) {
            text.append("  ").append(example).append(System.lineSeparator());
        }
        line(text, "result", r.isFine() ? "fine: nothing is missing, duplicated or wrong" : "FAILED");
        return text.toString();
    }

    private static String end(final LedgerReader.End end) {
        return switch (end) {
            case COMPLETE -> "complete";
            case CUT_SHORT -> "the run was cut short: records whose verdict never arrived are no fault";
            case TORN -> "torn, the generator died: records whose verdict never arrived are no fault";
            case DAMAGED -> "damaged";
        };
    }

    private static void line(final StringBuilder text, final String name, final String format, final Object... values) {
        text.append(String.format(Locale.ROOT, "%-18s ", name)).append(String.format(Locale.ROOT, format, values))
            .append(System.lineSeparator());
    }

    /** One object on one line. */
    public static String json(final CheckReport r) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeBooleanField("fine", r.isFine());
            json.writeStringField("ledger", r.ledgerEnd().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("entries", r.entries());
            json.writeNumberField("scans", r.scans());
            json.writeNumberField("acknowledged", r.acknowledged());
            json.writeNumberField("streams", r.streams());
            json.writeNumberField("records", r.records());
            json.writeNumberField("journaled", r.journaled());
            json.writeNumberField("matched", r.matched());
            json.writeNumberField("unacknowledged", r.unacknowledged());
            for (final Fault fault : Fault.values()) {
                json.writeNumberField(fault.text(), r.count(fault));
            }
            json.writeArrayFieldStart("examples");
            for (final String example : r.examples()) {
                json.writeString(example);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
