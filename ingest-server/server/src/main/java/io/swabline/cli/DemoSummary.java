package io.swabline.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swabline.protocol.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the demo found, and whether all of it is as it must be.
 *
 * @param codes        folder of the images
 * @param images       images drawn
 * @param imagesRead   read back by our own reader
 * @param zbarRead     read back by zbarimg; -1: not installed
 * @param terminal     answers that the one real terminal got
 * @param surprises    its scans whose verdict was not the expected one
 * @param load         the load generator's report
 * @param check        its check of ledger against journal
 * @param census       of the journal
 * @param tailed       records that the following tail printed, in order and without a gap
 * @param seconds      from start to end
 */
record DemoSummary(
    Path codes,
    int images,
    int imagesRead,
    int zbarRead,
    int terminal,
    List<String> surprises,
    JsonFields load,
    JsonFields check,
    DemoCensus census,
    long tailed,
    long seconds) {

    long acknowledged() {
        return check.number("acknowledged") + terminal;
    }

    long journaled() {
        return census.records();
    }

    long duplicated() {
        return Math.max(census.duplicated(), check.number("duplicated"));
    }

    /** Acknowledged scans without a record. */
    long lost() {
        return Math.max(check.number("missing"), Math.max(0, acknowledged() - (journaled() - census.duplicated())));
    }

    long unexpected() {
        return load.number("unexpected") + surprises.size();
    }

    boolean isFine() {
        return acknowledged() == journaled() && tailed == journaled() && lost() == 0 && duplicated() == 0
            && census.gaps() == 0 && unexpected() == 0 && load.number("unanswered") == 0
            && imagesRead == images && (zbarRead == images || zbarRead < 0)
            && load.isTrue("fine") && check.isTrue("fine");
    }

    void printText(final PrintStream out) {
        line(out, "acknowledged", String.format(Locale.ROOT, "%,d scans", acknowledged()));
        line(out, "journaled", String.format(Locale.ROOT, "%,d records", journaled()));
        line(out, "tailed", String.format(Locale.ROOT, "%,d records, by another process, in the same order", tailed));
        line(out, "lost", Long.toString(lost()));
        line(out, "duplicated", Long.toString(duplicated()));
        line(out, "verdicts", verdictsText());
        line(out, "unexpected", unexpected() == 0 ? "0: every verdict is the one that it must be, and arrived"
            : unexpected() + " " + surprises);
        line(out, "rate", String.format(Locale.ROOT, "%,d acknowledged a second on average, from %,d stations, %s",
            load.number("acknowledged_per_second"), load.number("stations"), load.text("durability").toLowerCase(Locale.ROOT)));
        line(out, "latency", String.format(Locale.ROOT, "p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, from when each scan was due",
            load.number("latency_us.p50") / 1e3, load.number("latency_us.p99") / 1e3, load.number("latency_us.p99.9") / 1e3));
        line(out, "QR images", codes + ": " + imagesRead + " of " + images + " read by ZXing, "
            + (zbarRead < 0 ? "zbarimg is not installed" : zbarRead + " by zbarimg"));
        line(out, "took", seconds + " s");
        out.println(isFine() ? "All is well." : "NOT as it must be. " + problems());
    }

    /** What the load generator found wrong, also with itself: on a machine that is too busy it cannot keep its schedule. */
    private String problems() {
        return load.text("problems") + check.text("examples");
    }

    private String verdictsText() {
        final StringBuilder text = new StringBuilder();
        census.verdicts().forEach((verdict, count) -> text.append(text.isEmpty() ? "" : ", ")
            .append(verdict).append(' ').append(String.format(Locale.ROOT, "%,d", count)));
        return text.toString();
    }

    private static void line(final PrintStream out, final String name, final String text) {
        out.printf("%-13s %s%n", name, text);
    }

    void printJson(final PrintStream out) {
        Json.printLine(out, json -> {
            json.writeBooleanField("fine", isFine());
            json.writeNumberField("acknowledged", acknowledged());
            json.writeNumberField("journaled", journaled());
            json.writeNumberField("tailed", tailed);
            json.writeNumberField("lost", lost());
            json.writeNumberField("duplicated", duplicated());
            json.writeNumberField("unexpected", unexpected());
            json.writeNumberField("unanswered", load.number("unanswered"));
            json.writeNumberField("acknowledged_per_second", load.number("acknowledged_per_second"));
            writeLatencies(json);
            writeVerdicts(json, census.verdicts());
            json.writeNumberField("stations", load.number("stations"));
            json.writeStringField("durability", load.text("durability").toLowerCase(Locale.ROOT));
            json.writeStringField("problems", problems());
            json.writeStringField("codes", codes.toString());
            json.writeNumberField("images", images);
            json.writeNumberField("images_read", imagesRead);
            json.writeBooleanField("zbarimg_installed", zbarRead >= 0);
            json.writeNumberField("images_read_by_zbarimg", Math.max(0, zbarRead));
            json.writeNumberField("seconds", seconds);
        });
    }

    private void writeLatencies(final JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("latency_us");
        for (final String percentile : List.of("p50", "p99", "p99.9")) {
            json.writeNumberField(percentile, load.number("latency_us." + percentile));
        }
        json.writeEndObject();
    }

    private static void writeVerdicts(final JsonGenerator json, final Map<Verdict, Long> verdicts) throws IOException {
        json.writeObjectFieldStart("verdicts");
        for (final Map.Entry<Verdict, Long> entry : verdicts.entrySet()) {
            json.writeNumberField(entry.getKey().name(), entry.getValue());
        }
        json.writeEndObject();
    }
}
