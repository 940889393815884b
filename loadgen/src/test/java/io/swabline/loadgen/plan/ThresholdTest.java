package io.swabline.loadgen.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThresholdTest {
    private static final Map<String, Double> FIGURES = Map.of("p99", 20_000.0, "unanswered", 0.0);

    @Test
    void shouldCompareFiguresInTheirUnits() {
        assertThat(Threshold.parse("p99<20ms").isKept(FIGURES)).isFalse();
        assertThat(Threshold.parse("p99 <= 20ms").isKept(FIGURES)).isTrue();
        assertThat(Threshold.parse("p99<0.0201s").isKept(FIGURES)).isTrue();
        assertThat(Threshold.parse("p99>19999us").isKept(FIGURES)).isTrue();
        assertThat(Threshold.parse("unanswered<=0").isKept(FIGURES)).isTrue();
        assertThat(Threshold.parse("unanswered>=1").isKept(FIGURES)).isFalse();
    }

    @Test
    void shouldNameWhatIsWrong() {
        assertThatThrownBy(() -> Threshold.parse("p99=20ms")).hasMessageContaining("p99<20ms");
        assertThatThrownBy(() -> Threshold.parse("p99<1.2.3")).hasMessageContaining("not a number");
        assertThatThrownBy(() -> Threshold.parse("p77<1").isKept(FIGURES))
            .hasMessageContaining("p77").hasMessageContaining("p99");
    }

    @Test
    void shouldReadDurations() {
        assertThat(Durations.parse("20s")).isEqualTo(Duration.ofSeconds(20));
        assertThat(Durations.parse("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThat(Durations.parse("1.5 h")).isEqualTo(Duration.ofMinutes(90));
        assertThat(Durations.parse("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(Durations.text(Duration.ofMinutes(2))).isEqualTo("2m");
        assertThat(Durations.text(Duration.ofMillis(1_500))).isEqualTo("1500ms");
        assertThatThrownBy(() -> Durations.parse("20")).hasMessageContaining("20s");
        assertThatThrownBy(() -> Scenario.parse("chaos")).hasMessageContaining("steady, burst, max");
    }
}
