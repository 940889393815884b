package io.swabline.cli;

import io.swabline.journal.JournalVerifier;
import io.swabline.journal.PositionRange;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code swabline journal verify}: reads every batch and tells where records are missing; exit code 1 if any are. */
@Command(name = "verify", description = {
    "Read the whole journal, check every checksum, and name the positions that are missing.",
    "Exit code 1 if any are."})
final class JournalVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private DataOption data;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
    private OutputFormat format;

    @Override
    public Integer call() {
        final JournalVerifier.Report report = JournalVerifier.verify(data.existingJournal());
        if (format == OutputFormat.JSON) {
            printJson(report);
        } else {
            printText(report);
        }
        return report.isSound() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private void printText(final JournalVerifier.Report report) {
        final Console console = Swabline.consoleOf(spec);
        report.damages().forEach(damage -> console.out().println(damage));
        console.out().println(report.records() + " records in " + report.batches() + " batches, positions "
            + new PositionRange(report.firstPosition(), report.durablePosition()) + ", " + report.files() + " files of "
            + report.generations() + " generations");
        console.out().println(report.isSound() ? "sound: nothing is missing" : report.missing() + " records are missing");
    }

    private void printJson(final JournalVerifier.Report report) {
        Json.printLine(Swabline.consoleOf(spec).out(), json -> {
            json.writeBooleanField("sound", report.isSound());
            json.writeNumberField("records", report.records());
            json.writeNumberField("batches", report.batches());
            json.writeNumberField("first_position", report.firstPosition());
            json.writeNumberField("durable_position", report.durablePosition());
            json.writeNumberField("missing", report.missing());
            json.writeNumberField("generations", report.generations());
            json.writeNumberField("files", report.files());
            json.writeArrayFieldStart("damages");
            for (final JournalVerifier.Damage damage : report.damages()) {
                json.writeString(damage.toString());
            }
            json.writeEndArray();
        });
    }
}
