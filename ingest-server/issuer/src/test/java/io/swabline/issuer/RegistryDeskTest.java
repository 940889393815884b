package io.swabline.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.Cutoff;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryDeskTest {
    @TempDir
    private Path directory;
    private SamplingKeys keys;
    private final List<Cutoff> cutoffs = new CopyOnWriteArrayList<>();

    @BeforeEach
    void makeKeys() {
        keys = SamplingKeys.create(directory.resolve("keys"));
    }

    private RegistryDesk open() {
        return RegistryDesk.open(DeskSettings.embedded(directory), () -> keys, cutoffs::addAll, InstantSource.system());
    }

    @Test
    void shouldGiveTheSameCodeAgainAlsoAfterARestart() {
        final Person person = Residents.person(1);
        final IssuedCode first;
        try (RegistryDesk desk = open()) {
            first = desk.code(person).join();
            assertThat(desk.code(person.pseudonym()).join()).isEqualTo(first);
        }
        try (RegistryDesk desk = open()) {
            assertThat(desk.code(person).join()).isEqualTo(first);
            assertThat(desk.person(person.pseudonym()).join()).isEqualTo(person);
        }
    }

    @Test
    void shouldSupersedeOwnAndRelativesCodeByAReissue() {
        final Person guardian = Residents.person(1);
        final Person child = Residents.person(2, Eligibility.today(InstantSource.system().instant()).minusYears(6));
        try (RegistryDesk desk = open()) {
            desk.code(guardian).join();
            final Relative relative = desk.apply(guardian.pseudonym(), child, Residence.CITY, null).join();
            assertThat(desk.relatives(guardian.pseudonym()).join()).containsExactly(relative);
            final IssuedCode own = desk.code(child).join();
            final IssuedCode fetched = desk.relativesCode(guardian.pseudonym(), relative.id()).join();
            final IssuedCode again = desk.reissueRelatives(guardian.pseudonym(), relative.id()).join();
            assertThat(List.of(own.code(), fetched.code(), again.code())).doesNotHaveDuplicates();
            assertThat(cutoffs).extracting(Cutoff::issueNumber).containsExactly(1L, 2L);
            assertThat(desk.cutoffsAfter(0, 10).join()).isEqualTo(cutoffs);
            assertThat(desk.code(child).join().code()).isNotIn(own.code(), fetched.code(), again.code());
            assertThat(desk.relativesCode(guardian.pseudonym(), relative.id()).join()).isEqualTo(again);
        }
    }
}
