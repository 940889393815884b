package io.swabline.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void shouldReadNestedValuesByTheirPaths() {
        final Map<String, String> values = JsonLine.read(
            "{\"fine\":true,\"latency_us\":{\"p99\":12,\"p99.9\":15.5},\"problems\":[\"one\",\"two\"]}");

        assertThat(values).containsExactly(Map.entry("fine", "true"), Map.entry("latency_us.p99", "12"),
            Map.entry("latency_us.p99.9", "15.5"), Map.entry("problems.0", "one"), Map.entry("problems.1", "two"));
    }

    @Test
    void shouldWriteWhatItReads() {
        final Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("workload", "64 \"stations\"");
        fields.put("acknowledged_per_second", 500_000L);
        fields.put("missing", null);
        fields.put("ratio", 0.25);
        fields.put("passed", true);

        assertThat(JsonLine.write(fields)).isEqualTo(
            "{\"workload\":\"64 \\\"stations\\\"\",\"acknowledged_per_second\":500000,\"ratio\":0.25,\"passed\":true}");
        assertThat(JsonLine.read(JsonLine.write(fields))).containsEntry("workload", "64 \"stations\"");
    }

    @Test
    void shouldAlignWordsLeftAndNumbersRight() {
        final TextTable table = new TextTable(1, "piece", "ns");
        table.add("append", "9");
        table.add("hop", "1,000");

        assertThat(table.toString().lines()).containsExactly("piece      ns", "append      9", "hop     1,000");
    }
}
