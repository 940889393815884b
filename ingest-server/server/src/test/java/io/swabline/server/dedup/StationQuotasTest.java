package io.swabline.server.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.server.ring.QuotaAlarms;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StationQuotasTest {
    private static final long NOW_MS = 1_800_000_000_000L;
    private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

    private final QuotaAlarms alarms = new QuotaAlarms();
    private final List<String> raised = new ArrayList<>();

    private StationQuotas quotas(final QuotaLimits limits) {
        return new StationQuotas(limits, 100, 7, alarms);
    }

    private List<String> raised() {
        raised.clear();
        alarms.poll((station, kind) -> raised.add(station + " " + QuotaAlarms.KINDS[kind]));
        return raised;
    }

    @Test
    void shouldGiveTheBurstAtOnceAndThenTheRate() {
        final StationQuotas quotas = quotas(new QuotaLimits(new Quota(100, 3_600), Quota.OFF, Quota.OFF));
        for (int i = 0; i < 100; i++) {
            assertThat(quotas.takeNew(5, true, NOW_MS)).isTrue();
        }
        assertThat(quotas.takeNew(5, true, NOW_MS)).isFalse();
        assertThat(quotas.waitMs()).isBetween(1_000L, 1_001L);
        assertThat(quotas.takeNew(6, true, NOW_MS)).as("another station").isTrue();
        assertThat(quotas.takeNew(5, true, NOW_MS + 999)).isFalse();
        assertThat(quotas.takeNew(5, true, NOW_MS + 1_000)).isTrue();
        assertThat(quotas.takeNew(5, true, NOW_MS + 1_000)).isFalse();
        int taken = 0;
        while (quotas.takeNew(5, true, NOW_MS + HOUR_MS)) {
            taken++;
        }
        assertThat(taken).as("no more than the burst, however long nothing came").isEqualTo(100);
    }

    @Test
    void shouldTakeNothingOfOneQuotaWhenTheOtherIsUsedUp() {
        final StationQuotas quotas = quotas(new QuotaLimits(new Quota(3, 1), new Quota(1, 1), Quota.OFF));
        assertThat(quotas.takeNew(5, true, NOW_MS)).isTrue();
        assertThat(quotas.takeNew(5, true, NOW_MS)).isFalse();
        assertThat(raised()).containsExactly("5 new-samples");
        assertThat(quotas.takeNew(5, false, NOW_MS)).isTrue();
        assertThat(quotas.takeNew(5, false, NOW_MS)).isTrue();
        assertThat(quotas.takeNew(5, false, NOW_MS)).isFalse();
        assertThat(alarms.retries(StationQuotas.NEW_PEOPLE)).isOne();
        assertThat(alarms.retries(StationQuotas.NEW_SAMPLES)).isOne();
    }

    @Test
    void shouldNameAStationOnceAMinute() {
        final StationQuotas quotas = quotas(new QuotaLimits(Quota.OFF, Quota.OFF, new Quota(1, 1)));
        assertThat(quotas.takeRefused(4_294_967_294L, NOW_MS)).isTrue();
        for (int i = 0; i < 1_000; i++) {
            assertThat(quotas.takeRefused(4_294_967_294L, NOW_MS + i)).isFalse();
        }
        assertThat(raised()).containsExactly("4294967294 refused-scans");
        assertThat(quotas.waitMs()).as("a quota may be raised meanwhile").isEqualTo(StationQuotas.WAIT_MAX_MS);
        assertThat(quotas.takeRefused(4_294_967_294L, NOW_MS + 2 * StationQuotas.ALARM_INTERVAL_MS)).isFalse();
        assertThat(raised()).hasSize(1);
        assertThat(alarms.retries(StationQuotas.REFUSED_SCANS)).isEqualTo(1_001);
    }

    /** With no authentication a stranger chooses numbers: those without a place share one, and none gets more than its burst. */
    @Test
    void shouldStayBoundedWhateverNumbersThereAre() {
        final StationQuotas quotas = quotas(new QuotaLimits(new Quota(10, 1), Quota.OFF, Quota.OFF));
        int taken = 0;
        for (int station = 1; station <= 10_000; station++) {
            for (int i = 0; i < 11; i++) {
                taken += quotas.takeNew(station, false, NOW_MS) ? 1 : 0;
            }
        }
        assertThat(taken).isBetween(100 * 10, 257 * 10);
        assertThat(quotas.takeNew(20_000, false, NOW_MS + 11 * HOUR_MS)).as("all are full again").isTrue();
    }

    @Test
    void shouldLetHandsDeliverThreeDaysAtOnceByTheDefaults() {
        final Quota byDefault = new Quota(100_000, 10_000);
        final StationQuotas quotas = quotas(new QuotaLimits(byDefault, byDefault, byDefault));
        final int backlog = 3 * 12 * 3_600 / 2;
        for (int i = 0; i < backlog; i++) {
            assertThat(quotas.takeNew(5, true, NOW_MS)).isTrue();
            assertThat(quotas.takeRefused(5, NOW_MS)).isTrue();
        }
        assertThat(raised()).isEmpty();
    }

    @Test
    void shouldLimitNothingWhenOff() {
        final StationQuotas quotas = quotas(QuotaLimits.OFF);
        for (int i = 0; i < 100_000; i++) {
            assertThat(quotas.takeNew(5, true, NOW_MS) && quotas.takeRefused(5, NOW_MS)).isTrue();
        }
    }
}
