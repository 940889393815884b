package io.swabline.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.cli.SettingsLoader;
import io.swabline.server.ops.MachineMemory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryCheckTest {
    private static final long GIB = 1L << 30;
    private static final long HEAP = 256L << 20;

    private static MemoryCheck check(
        final long bytes, final long availableBytes, final long directBytes, final Object... settings) {
        return new MemoryCheck(SettingsLoader.of(settings.length == 0 ? Map.of() : Map.of((String) settings[0], settings[1])),
            new MachineMemory(bytes, "the machine", availableBytes, directBytes), HEAP);
    }

    @Test
    void shouldLetTheDefaultsStartWithTwoGibibytes() {
        final MemoryCheck check = check(2 * GIB, 2 * GIB, Long.MAX_VALUE);
        assertThat(check.mistakes()).isEmpty();
        assertThat(check.shortage()).isNull();
    }

    /** These started, and ended with a stack trace: more than -XX:MaxDirectMemorySize. */
    @Test
    void shouldNameTheLimitOfDirectMemoryAndWhatIsNeeded() {
        final MemoryCheck check = new MemoryCheck(
            SettingsLoader.of(Map.of("dedup.persons-max", 85_000_000, "pool.samples-max", 42_000_000)),
            new MachineMemory(24 * GIB, "the machine", 24 * GIB, 2 * GIB), HEAP);
        assertThat(check.mistakes()).singleElement().asString()
            .contains("need 4173 MiB", "limit is 2048 MiB (-XX:MaxDirectMemorySize)", "SWABLINE_JAVA_OPTS", "set it to 4173m "
                + "or more");
    }

    @Test
    void shouldNameWhatTheMachineHasAndForHowManyPeopleThatIsEnough() {
        final MemoryCheck check = check(8 * GIB, 8 * GIB, Long.MAX_VALUE, "city.people-per-day", 50_000_000);
        final String mistake = check.mistakes().get(0);
        assertThat(mistake).contains("people 6358", "the machine has 8192 MiB", "lower city.people-per-day to ");
        final long enough = Long.parseLong(mistake.replaceAll(".*people-per-day to (\\d+) or less.*", "$1"));
        assertThat(check(8 * GIB, 8 * GIB, Long.MAX_VALUE, "city.people-per-day", enough).mistakes()).isEmpty();
        assertThat(check(8 * GIB, 8 * GIB, Long.MAX_VALUE, "city.people-per-day", enough + enough / 50).mistakes())
            .as("two hundredths more would be too many").hasSize(1);
    }

    @Test
    void shouldNotAskForFewerPeopleWhereThatIsNoHelp() {
        assertThat(check(GIB / 2, GIB / 2, Long.MAX_VALUE).mistakes()).singleElement().asString()
            .contains("give it more, or lower the limits under listen").doesNotContain("people-per-day to");
    }

    @Test
    void shouldTellAShortageOfThisMomentApart() {
        final MemoryCheck check = check(4 * GIB, GIB / 2, Long.MAX_VALUE);
        assertThat(check.mistakes()).isEmpty();
        assertThat(check.shortage()).contains("only 512 MiB are available now");
    }
}
