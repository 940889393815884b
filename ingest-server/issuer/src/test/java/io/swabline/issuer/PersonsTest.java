package io.swabline.issuer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.swabline.protocol.SamplingKeys;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonsTest {
    /** The standard's own example. */
    private static final String ID_NUMBER = "11010519491231002X";

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "张三, 张*", "张三丰, 张**", "欧阳修, 欧阳*", "欧阳娜娜, 欧阳**", "欧阳, 欧*", "'  张  三  ', 张**",
        "阿卜杜拉·买买提, 阿**", "Ann Smith, A** S**", "Bo, B*", "O'Neill  Jr., O** J**", "Иван Петров, И** П**",
        "𠮷田太郎, 𠮷**", "a b c d e f g h, a b c d e",
    })
    void shouldMaskNames(final String name, final String masked) {
        assertThat(MaskedName.of(name.toCharArray())).isEqualTo(masked);
    }

    @Test
    void shouldLeaveOutControlCharacters() {
        assertThat(MaskedName.of("\u0000张\u001b\u202e三\r\n".toCharArray())).isEqualTo("张*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u3000\t", "张", "*", "12", "'; DROP TABLE person --", "<b>x", "张3", "-a", "\ud800\ud800"})
    void shouldRefuseWhatIsNoName(final String name) {
        assertThatExceptionOfType(PersonException.class).isThrownBy(() -> MaskedName.of(name.toCharArray()))
            .satisfies(e -> assertThat(e.field()).isEqualTo(PersonException.Field.NAME));
    }

    @Test
    void shouldRefuseLongNames() {
        assertThat(MaskedName.of("张".repeat(60).toCharArray())).isEqualTo("张**");
        for (final String name : new String[] {"张".repeat(61), "a".repeat(100_000), "a ".repeat(31)}) {
            assertThatExceptionOfType(PersonException.class).isThrownBy(() -> MaskedName.of(name.toCharArray()));
        }
    }

    @Test
    void shouldMakeTheSamePersonOfEitherCheckCharacter(@TempDir final Path directory) {
        final SamplingKeys keys = SamplingKeys.create(directory.resolve("keys"));
        final Persons persons = new Persons(() -> keys, () -> Instant.parse("2022-04-09T00:00:00Z"));
        final Person person = persons.person(ID_NUMBER.getBytes(US_ASCII), "张三".toCharArray());
        assertThat(person.birthDate()).isEqualTo(LocalDate.of(1949, 12, 31));
        assertThat(person.pseudonym()).isEqualTo(keys.pseudonyms().of(ID_NUMBER));
        assertThat(persons.pseudonym(ID_NUMBER.replace('X', 'x').getBytes(US_ASCII))).isEqualTo(person.pseudonym());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "110105194912310021", "11010519491231002", "11010519491331002X", "1' OR '1'='1' --  "})
    void shouldRefuseWhatIsNoIdNumberWithoutRepeatingIt(final String idNumber, @TempDir final Path directory) {
        final SamplingKeys keys = SamplingKeys.create(directory.resolve("keys"));
        final Persons persons = new Persons(() -> keys, () -> Instant.parse("2022-04-09T00:00:00Z"));
        assertThatExceptionOfType(PersonException.class)
            .isThrownBy(() -> persons.person(idNumber.getBytes(US_ASCII), "张三".toCharArray()))
            .satisfies(e -> assertThat(e.field()).isEqualTo(PersonException.Field.ID_NUMBER))
            .satisfies(e -> assertThat(idNumber.isEmpty() || !e.getMessage().contains(idNumber)).isTrue());
    }
}
