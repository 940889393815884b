package io.swabline.loadgen.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.loadgen.chaos.ChaosReport.KillKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChaosPartsTest {
    @Test
    void shouldPlanTheSameKillsForTheSameSeed() {
        final KillPlan plan = new KillPlan(7, Duration.ofSeconds(2));
        final KillPlan again = new KillPlan(7, Duration.ofSeconds(2));
        final List<KillPlan.Kill> kills = Stream.generate(plan::next).limit(200).toList();
        assertThat(Stream.generate(again::next).limit(200)).isEqualTo(kills);
        final Set<KillKind> kinds = EnumSet.noneOf(KillKind.class);
        kills.forEach(kill -> kinds.add(kill.kind()));
        assertThat(kinds).isEqualTo(EnumSet.allOf(KillKind.class));
        assertThat(kills).allMatch(kill -> kill.gapMs() >= 500 && kill.gapMs() <= 3_500);
        assertThat(kills.stream().mapToLong(KillPlan.Kill::gapMs).average().orElse(0)).isBetween(1_700.0, 2_300.0);
    }

    @Test
    void shouldFindWhereTwoTextsPart() {
        final LineSums one = lines(5_300, -1);
        assertThat(one.differsFrom(lines(5_300, -1))).isEqualTo(LineSums.NOWHERE);
        assertThat(one.differsFrom(lines(5_300, 3_417))).isEqualTo(3_000);
        assertThat(one.differsFrom(lines(5_300, 5_299))).isEqualTo(5_000);
        assertThat(one.differsFrom(lines(4_100, -1))).isEqualTo(4_000);
    }

    private static LineSums lines(final int count, final int wrong) {
        final LineSums sums = new LineSums();
        for (int i = 0; i < count; i++) {
            sums.add(i == wrong ? "wrong" : "line " + i);
        }
        return sums;
    }

    @Test
    void shouldReportFindingsAndFail() {
        final ChaosReport report = new ChaosReport(7, "disk", Map.of(KillKind.WORKING, 2, KillKind.ROLLING, 1),
            List.of(900L, 700L, 800L, 1_500L), 4, 9, 31, 2, null, null, 0, List.of("the server ended by itself"));
        assertThat(report.isFine()).isFalse();
        assertThat(report.killCount()).isEqualTo(3);
        assertThat(ChaosReportText.text(report)).contains("p50 900 ms, max 1500 ms", "the server ended by itself", "FAILED");
        assertThat(ChaosReportText.json(report))
            .contains("\"fine\":false", "\"kills\":3", "\"start_ms_max\":1500", "\"findings\":[\"the server ended by itself\"]");
    }
}
