package io.swabline;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.server.ring.RetryAfter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docs/protocol.md and docs/bytes.md say what strangers build on: they leave out no reason, and their times are the server's. */
class ProtocolPageTest {
    private String protocol;
    private String bytes;

    @BeforeEach
    void read() throws IOException {
        protocol = Files.readString(Path.of("..", "docs", "protocol.md"));
        bytes = Files.readString(Path.of("..", "docs", "bytes.md"));
    }

    @Test
    void shouldExplainEachReasonOnceInItsTable() {
        assertTable("| no. | Goodbye | when | again |", rows(GoodbyeReason.values(), GoodbyeReason::value));
        assertTable("| no. | Refused | when | again |", rows(RefusedReason.values(), RefusedReason::value));
        assertTable("| no. | Retry | when | again |", rows(RetryReason.values(), RetryReason::value));
        assertTable("| code | verdict | meaning |",
            Arrays.stream(Verdict.values()).map(verdict -> verdict.code() + " | " + verdict.name()).toArray(String[]::new));
    }

    private void assertTable(final String head, final String... firstCells) {
        final int begin = protocol.indexOf(head);
        assertThat(begin).as(head).isNotNegative();
        final String table = protocol.substring(begin, protocol.indexOf("\n\n", begin));
        assertThat(table.lines().skip(2).count()).as("rows under %s", head).isEqualTo(firstCells.length);
        for (final String cell : firstCells) {
            assertThat(table).contains("\n| " + cell + " |");
        }
    }

    private static <T extends Enum<T>> String[] rows(final T[] values, final ToIntFunction<T> number) {
        return Arrays.stream(values).filter(value -> !value.name().equals("NULL_VAL"))
            .map(value -> number.applyAsInt(value) + " | " + value.name()).toArray(String[]::new);
    }

    @Test
    void shouldSayNoTimeExactlyWhereTheServerNamesNone() {
        final RetryAfter retryAfter = new RetryAfter(1_000, 1);
        for (final String line : protocol.substring(protocol.indexOf("| no. | Goodbye | when")).split("\n\n")[0].split("\n")) {
            final String[] cells = line.split("\\|");
            if (cells[2].strip().matches("[A-Z_]+") && !cells[2].strip().equals("DONE")) {
                final boolean hasTime = retryAfter.nextMs(GoodbyeReason.valueOf(cells[2].strip())) > 0;
                assertThat(cells[4].toLowerCase(Locale.ROOT)).as(cells[2]).contains(hasTime ? "named" : "0: rarely");
            }
        }
    }

    @Test
    void shouldKnowTheNumbers() {
        assertThat(protocol).contains(
            "1 to " + String.format(Locale.ROOT, "%,d", FrameDescriptor.SCANS_PER_FRAME_MAX) + " = (65,536");
        assertThat(FrameDescriptor.scansLength(FrameDescriptor.SCANS_PER_FRAME_MAX)).isLessThanOrEqualTo(
            FrameDescriptor.FRAME_LENGTH_MAX);
        assertThat(FrameDescriptor.scansLength(FrameDescriptor.SCANS_PER_FRAME_MAX + 1)).isGreaterThan(
            FrameDescriptor.FRAME_LENGTH_MAX);
        for (final ScanMethod method : ScanMethod.values()) {
            assertThat(bytes).contains(method.code() + " " + method.name());
        }
    }
}
