package io.swabline.benchmarks.issue;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.benchmarks.report.JsonLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class IssueCommandTest {
    @Test
    void shouldIssueToAllResidentsAndLeaveNothingBehind(@TempDir final Path directory) {
        final StringWriter out = new StringWriter();
        final CommandLine command = new CommandLine(new IssueCommand()).setCaseInsensitiveEnumValuesAllowed(true);
        command.setOut(new PrintWriter(out));
        assertThat(command.execute("--residents", "500", "--threads", "2", "--data", directory.toString(), "--format", "json"))
            .isZero();
        final Map<String, String> figures = JsonLine.read(out.toString().trim());
        assertThat(figures).containsEntry("residents", "500");
        for (final String name : new String[] {"residents_per_second", "p50_ms", "p99_ms", "forced_writes_per_second",
            "codes_per_second_one_thread", "codes_per_second_one_thread_jdk"}) {
            assertThat(Double.parseDouble(figures.get(name))).as(name).isPositive();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldRefuseMoreUnderWayThanMayWait() {
        final CommandLine command = new CommandLine(new IssueCommand());
        command.setErr(new PrintWriter(new StringWriter()));
        assertThat(command.execute("--under-way", "10001")).isEqualTo(2);
    }
}
