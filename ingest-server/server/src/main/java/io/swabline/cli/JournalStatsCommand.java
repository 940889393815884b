package io.swabline.cli;

import io.swabline.journal.JournalStats;
import io.swabline.journal.PositionRange;
import io.swabline.protocol.Verdict;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code swabline journal stats}: how much is in the journal, from when to when, with which verdicts. */
@Command(name = "stats", description = "Count the journal: records, verdicts, times, files.")
final class JournalStatsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private DataOption data;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
    private OutputFormat format;

    @Override
    public Integer call() {
        final JournalStats stats = JournalStats.of(data.existingJournal());
        if (format == OutputFormat.JSON) {
            printJson(stats);
        } else {
            printText(stats);
        }
        return ExitCode.OK;
    }

    private void printText(final JournalStats stats) {
        line("records", "%,d in %,d batches", stats.records(), stats.batches());
        line("positions", "%s", new PositionRange(stats.firstPosition(), stats.durablePosition()));
        if (stats.missing() > 0) {
            line("missing", "%,d positions are lost; 'swabline journal verify' names the files", stats.missing());
        }
        if (stats.records() > 0) {
            line("journaled", "%s to %s", Instant.ofEpochMilli(stats.firstAppendedAtMs()),
                Instant.ofEpochMilli(stats.lastAppendedAtMs()));
        }
        line("files", "%d of %d generations, %,d bytes of batches", stats.files(), stats.generations(), stats.bytes());
        for (final Verdict verdict : Verdict.values()) {
            if (stats.count(verdict) > 0) {
                line(verdict.name(), "%,d", stats.count(verdict));
            }
        }
        if (stats.notes() > 0) {
            line("operator's notes", "%,d", stats.notes());
        }
    }

    private void line(final String name, final String text, final Object... values) {
        Swabline.consoleOf(spec).out().printf("%-18s %s%n", name, String.format(Locale.ROOT, text, values));
    }

    private void printJson(final JournalStats stats) {
        Json.printLine(Swabline.consoleOf(spec).out(), json -> {
            json.writeNumberField("records", stats.records());
            json.writeNumberField("batches", stats.batches());
            json.writeNumberField("bytes", stats.bytes());
            json.writeNumberField("missing", stats.missing());
            json.writeNumberField("first_position", stats.firstPosition());
            json.writeNumberField("durable_position", stats.durablePosition());
            if (stats.records() > 0) {
                json.writeNumberField("first_appended_at_ms", stats.firstAppendedAtMs());
                json.writeNumberField("last_appended_at_ms", stats.lastAppendedAtMs());
            }
            json.writeNumberField("generations", stats.generations());
            json.writeNumberField("files", stats.files());
            json.writeNumberField("operator_notes", stats.notes());
            json.writeObjectFieldStart("verdicts");
            for (final Verdict verdict : Verdict.values()) {
                if (stats.count(verdict) > 0) {
                    json.writeNumberField(verdict.name(), stats.count(verdict));
                }
            }
            json.writeEndObject();
        });
    }
}
