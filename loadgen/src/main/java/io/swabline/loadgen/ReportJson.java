package io.swabline.loadgen;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.RetryReason;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** A {@link LoadReport} as one JSON object on one line; times in microseconds unless the name says otherwise. */
final class ReportJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private ReportJson() {
    }

    static String text(final LoadReport report) {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(report, json);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(final LoadReport report, final JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("scenario", report.scenario());
        json.writeStringField("run_id", report.runId());
        json.writeNumberField("seed", report.seed());
        json.writeNumberField("stations", report.stations());
        json.writeNumberField("threads", report.threads());
        json.writeStringField("mix", report.mix());
        json.writeNumberField("duration_seconds", report.durationSeconds());
        json.writeNumberField("rate_intended", report.rateIntended());
        json.writeNumberField("offered", report.offered());
        json.writeNumberField("acknowledged", report.acknowledged());
        json.writeNumberField("acknowledged_per_second", Math.round(report.acknowledgedPerSecond()));
        json.writeNumberField("unanswered", report.unanswered());
        json.writeNumberField("not_offered", report.notOffered());
        json.writeNumberField("unexpected", report.unexpected());
        json.writeStringField("durability", report.durability());
        writeVerdicts("verdicts", report.received(), json);
        writeVerdicts("verdicts_expected", report.expected(), json);
        json.writeNumberField("double_scans", report.doubleScans());
        json.writeObjectFieldStart("retransmits");
        json.writeNumberField("sent", report.retransmits().sent());
        json.writeNumberField("answered", report.retransmits().answered());
        json.writeNumberField("lost", report.retransmits().lost());
        json.writeNumberField("skipped", report.retransmits().skipped());
        json.writeEndObject();
        writeLatencies("latency_us", report.latency(), json);
        writeLatencies("service_us", report.service(), json);
        writeLatencies("residence_us", report.residence(), json);
        writeLatencies("lag_us", report.lag(), json);
        writeLatencies("back_pressure_us", report.backPressure(), json);
        writeLatencies("reopened_us", report.storm().reopened(), json);
        writeLatencies("recovered_us", report.storm().recovered(), json);
        writeLatencies("retry_after_us", report.storm().retryAfter(), json);
        json.writeNumberField("outages", report.outages().count());
        json.writeNumberField("outage_seconds", report.outages().totalSeconds());
        json.writeNumberField("outage_longest_seconds", report.outages().longestSeconds());
        json.writeNumberField("scans_held_by_outage", report.outages().scansHeld());
        json.writeNumberField("reconnects", report.reconnects());
        json.writeNumberField("retries", report.retries());
        json.writeObjectFieldStart("retry_reasons");
        for (final Map.Entry<RetryReason, Long> reason : report.retryReasons().entrySet()) {
            json.writeNumberField(reason.getKey().name(), reason.getValue());
        }
        json.writeEndObject();
        json.writeBooleanField("valid", report.isValid());
        json.writeBooleanField("fine", report.isFine());
        json.writeArrayFieldStart("problems");
        for (final String problem : report.problems()) {
            json.writeString(problem);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeVerdicts(final String name, final Map<Verdict, Long> counts, final JsonGenerator json)
        throws IOException {
        json.writeObjectFieldStart(name);
        for (final Verdict verdict : Verdict.values()) {
            if (counts.containsKey(verdict)) {
                json.writeNumberField(verdict.name(), counts.get(verdict));
            }
        }
        json.writeEndObject();
    }

    private static void writeLatencies(final String name, final Latencies latencies, final JsonGenerator json)
        throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", latencies.count());
        json.writeNumberField("p50", latencies.p50());
        json.writeNumberField("p90", latencies.p90());
        json.writeNumberField("p99", latencies.p99());
        json.writeNumberField("p99.9", latencies.p999());
        json.writeNumberField("p99.99", latencies.p9999());
        json.writeNumberField("max", latencies.max());
        json.writeEndObject();
    }
}
