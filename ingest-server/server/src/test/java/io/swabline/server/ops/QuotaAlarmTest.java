package io.swabline.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.server.ring.QuotaAlarms;
import org.junit.jupiter.api.Test;

class QuotaAlarmTest {
    @Test
    void shouldNameTheStationTheQuotaAndWhatWasAnsweredSoFar() {
        final QuotaAlarms alarms = new QuotaAlarms();
        alarms.count(0);
        alarms.count(0);
        alarms.raise(7, 0);
        try (LogLines log = new LogLines(QuotaAlarm.class)) {
            new QuotaAlarm(alarms, kind -> "100 at once").look(0);

            assertThat(log.take()).containsExactly("WARN station 7 reached its quota of new people (100 at once): its further "
                + "scans of that kind are answered RETRY, other stations go on. Retry answers for this quota to all stations "
                + "together so far: 2. If nobody there scans so much, block it: swabline stations block 7");
        }
    }

    @Test
    void shouldLimitItsLines() {
        final QuotaAlarms alarms = new QuotaAlarms();
        for (int station = 1; station <= QuotaAlarm.LINES_MAX + 3; station++) {
            alarms.raise(station, 2);
        }
        try (LogLines log = new LogLines(QuotaAlarm.class)) {
            new QuotaAlarm(alarms, kind -> "10 at once").look(0);

            assertThat(log.take()).hasSize(QuotaAlarm.LINES_MAX + 1).last().asString()
                .isEqualTo("WARN 3 more stations reached a quota in the last second");
        }
    }
}
