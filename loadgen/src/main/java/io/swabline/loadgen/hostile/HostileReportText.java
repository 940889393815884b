package io.swabline.loadgen.hostile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.swabline.protocol.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@link HostileReport} for people, or as JSON. */
public final class HostileReportText {
    private HostileReportText() {
    }

    /** A table for people. */
    public static String text(final HostileReport report) {
        final StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%s for %.1f s: %s%n", report.scenario(), report.attackedSeconds(),
            counts(report.attack())));
        text.append(String.format(Locale.ROOT, "%-18s %8s %12s %12s %12s%n", "honest", "waits", "p50", "p99", "max"));
        for (final Measured measured : report.measured()) {
            line(text, measured.name() + ", calm", measured.calm());
            line(text, measured.name() + ", attacked", measured.attacked());
            text.append(String.format(Locale.ROOT, "%-18s %34.1f times%n", measured.name() + ", p99 ratio", measured.ratio()));
        }
        if (!report.refusals().isEmpty()) {
            text.append("honest scans refused: ").append(report.refusals()).append(System.lineSeparator());
        }
        if (report.retries() > 0) {
            text.append(String.format(Locale.ROOT, "Retry to honest stations: %,d%n", report.retries()));
        }
        report.problems().forEach(problem -> text.append("FAILED: ").append(problem).append(System.lineSeparator()));
        return text.append(report.isFine() ? "fine" : "not fine").append(" (seed ").append(report.seed()).append(')').toString();
    }

    /** Such as {@code scans sent 2,000, refused 1}. */
    static String counts(final Map<String, Long> counts) {
        return counts.entrySet().stream()
            .map(count -> String.format(Locale.ROOT, "%s %,d", count.getKey().replace('_', ' '), count.getValue()))
            .collect(Collectors.joining(", "));
    }

    private static void line(final StringBuilder text, final String name, final Waits waits) {
        text.append(String.format(Locale.ROOT, "%-18s %,8d %9.1f ms %9.1f ms %9.1f ms%n", name, waits.count(),
            waits.p50() / 1000.0, waits.p99() / 1000.0, waits.max() / 1000.0));
    }

    /** One JSON object on one line; times in microseconds. */
    public static String json(final HostileReport report) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("scenario", report.scenario());
            json.writeNumberField("seed", report.seed());
            json.writeNumberField("attacked_seconds", report.attackedSeconds());
            json.writeObjectFieldStart("attack");
            for (final Map.Entry<String, Long> count : report.attack().entrySet()) {
                json.writeNumberField(count.getKey(), count.getValue());
            }
            json.writeEndObject();
            for (final Measured measured : report.measured()) {
                json.writeObjectFieldStart(measured.name());
                write(json, "calm_us", measured.calm());
                write(json, "attacked_us", measured.attacked());
                json.writeNumberField("ratio", measured.ratio());
                json.writeEndObject();
            }
            json.writeObjectFieldStart("refusals");
            for (final Map.Entry<Verdict, Long> refusal : report.refusals().entrySet()) {
                json.writeNumberField(refusal.getKey().name(), refusal.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("retries", report.retries());
            json.writeBooleanField("fine", report.isFine());
            json.writeArrayFieldStart("problems");
            for (final String problem : report.problems()) {
                json.writeString(problem);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(final JsonGenerator json, final String name, final Waits waits) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", waits.count());
        json.writeNumberField("p50", waits.p50());
        json.writeNumberField("p99", waits.p99());
        json.writeNumberField("max", waits.max());
        json.writeEndObject();
    }
}
