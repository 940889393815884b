package io.swabline.loadgen.population;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PopulationTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);

    @Test
    void shouldMakeEachPersonOnceInRunsAndThreads() {
        final Set<String> seen = new HashSet<>();
        for (long runId = 1; runId <= 3; runId++) {
            for (int thread = 0; thread < 2; thread++) {
                final Persons persons = new Persons(runId * 0x1234_5678_9ABCL, thread, 2);
                for (int i = 0; i < 20_000; i++) {
                    persons.next(buffer, 4);
                    assertThat(seen.add(text(4, 12))).isTrue();
                }
            }
        }
    }

    @Test
    void shouldMakeValidIdNumbersEachOnce() {
        final IdNumbers numbers = new IdNumbers(99, 0, 1);
        final Set<String> seen = new HashSet<>();
        boolean hasX = false;
        for (int i = 0; i < 50_000; i++) {
            numbers.next(buffer, 0);
            final String number = text(0, IdNumbers.LENGTH);
            assertThat(number).matches("[1-6][0-9]{16}[0-9X]");
            assertThat(checkCharacter(number)).isEqualTo(number.charAt(17));
            LocalDate.parse(number.substring(6, 14), DateTimeFormatter.BASIC_ISO_DATE);
            assertThat(seen.add(number)).isTrue();
            hasX |= number.endsWith("X");
        }
        assertThat(hasX).isTrue();
    }

    @Test
    void shouldMakeIdNumbersWithAWrongCheckCharacter() {
        final IdNumbers numbers = new IdNumbers(7, 0, 1);
        for (int i = 0; i < 1_000; i++) {
            numbers.nextBad(buffer, 0);
            final String number = text(0, IdNumbers.LENGTH);
            assertThat(checkCharacter(number)).isNotEqualTo(number.charAt(17));
        }
    }

    @Test
    void shouldGiveTenScansOfOneStationToASample() {
        final Samples samples = new Samples(-3L, 1, 4, 3);
        final Map<String, Integer> stationOf = new HashMap<>();
        final Map<String, Integer> scansOf = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            final int station = i * 7 % 3;
            samples.next(station, buffer, 8);
            final String id = text(8, Samples.LENGTH);
            assertThat(id).matches("[0-9A-Z]{16}");
            assertThat(stationOf.computeIfAbsent(id, key -> station)).isEqualTo(station);
            assertThat(scansOf.merge(id, 1, Integer::sum)).isLessThanOrEqualTo(Samples.POOL_SIZE);
        }
        assertThat(scansOf).hasSize(300);
    }

    /** ISO 7064 MOD 11-2 in its recursive form, another way than the generator's weights. */
    private static char checkCharacter(final String number) {
        int product = 0;
        for (int i = 0; i < 17; i++) {
            product = (product + number.charAt(i) - '0') * 2 % 11;
        }
        final int check = (12 - product) % 11;
        return check == 10 ? 'X' : (char) ('0' + check);
    }

    private String text(final int offset, final int length) {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
