package io.swabline.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaitAdviceTest {
    @ParameterizedTest
    @EnumSource(value = RetryReason.class, names = "NULL_VAL", mode = EnumSource.Mode.EXCLUDE)
    void shouldSayWhatToDoForEachRetry(final RetryReason reason) {
        assertThat(WaitAdvice.of(reason)).startsWith("The server").contains("operator", "sends its scans again by itself.");
    }

    @ParameterizedTest
    @EnumSource(value = RefusedReason.class, names = "NULL_VAL", mode = EnumSource.Mode.EXCLUDE)
    void shouldSayWhatToDoForEachRefusal(final RefusedReason reason) {
        assertThat(WaitAdvice.of(reason)).endsWith(".").doesNotContain("null");
    }

    @ParameterizedTest
    @EnumSource(value = RetryReason.class, names = {"PERSONS_FULL", "SAMPLES_FULL"})
    void shouldNameTheSettingOfAFullTable(final RetryReason reason) {
        assertThat(WaitAdvice.of(reason)).contains("city.people-per-day");
    }
}
