package io.swabline.protocol.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links of persons among the cut-offs of a log. */
class LinksInCutoffLogTest {
    private static final int LENGTH = CutoffDescriptor.LENGTH;

    @TempDir
    private Path directory;
    private Path file;
    private final List<RegistryNote> loaded = new ArrayList<>();

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve(CutoffLog.FILE_NAME);
    }

    private CutoffLog open(final long forgetBeforeSeconds) {
        loaded.clear();
        return CutoffLog.open(directory, forgetBeforeSeconds, loaded::add);
    }

    private static PersonLink link(final long sequence, final long person, final long other) {
        return new PersonLink(sequence, 5_000 + sequence, Cutoffs.person(person), Cutoffs.person(other));
    }

    private int version() throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
    }

    @Test
    void shouldGiveBackLinksAndCutoffsInTheirOrder() throws IOException {
        final List<RegistryNote> notes =
            List.of(Cutoffs.of(1, 1, 1, 1_000), link(2, 7, 8), Cutoffs.of(3, 8, 2, 1_000), link(4, 9, 8));
        try (CutoffLog log = open(0)) {
            log.append(notes.subList(0, 1));
            log.append(notes.subList(1, 4));
        }
        try (CutoffLog log = open(0)) {
            assertThat(loaded).isEqualTo(notes);
            assertThat(log.report()).isEqualTo(new CutoffLogReport(4, 0, 0, 0, null));
            assertThat(log.completeThrough()).isEqualTo(4);
            assertThat(log.completeShortHash()).isEqualTo(notes.get(3).shortHash());
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void shouldKeepLinksWhenAllCutoffsHaveExpired() {
        try (CutoffLog log = open(0)) {
            log.append(List.of(Cutoffs.of(1, 1, 1, 1_000), link(2, 7, 8)));
            log.forget(Cutoffs.VALID_UNTIL_S + 1, note -> { });
        }
        try (CutoffLog log = open(Cutoffs.VALID_UNTIL_S + 1)) {
            assertThat(loaded).containsExactly(link(2, 7, 8));
            assertThat(log.completeThrough()).isEqualTo(2);
        }
    }

    /** An older server would take a link for a cut-off; it refuses a version that it does not know. */
    @Test
    void shouldRaiseTheVersionWithTheFirstLinkAndNotBefore() throws IOException {
        try (CutoffLog log = open(0)) {
            log.append(Cutoffs.ofSequences(1, 3));
            assertThat(version()).isEqualTo(1);
            log.append(List.of(link(4, 7, 8)));
            assertThat(version()).isEqualTo(2);
        }
        try (CutoffLog log = open(0)) {
            assertThat(loaded).hasSize(4);
            assertThat(version()).isEqualTo(2);
            assertThat(log.records()).isEqualTo(4);
        }
    }

    @Test
    void shouldCutATornLinkAtEachByteAndKeepWhatWasBefore() throws IOException {
        try (CutoffLog log = open(0)) {
            log.append(List.of(link(1, 7, 8)));
            log.append(List.of(link(2, 9, 10)));
        }
        final byte[] content = Files.readAllBytes(file);
        for (int torn = 2 * LENGTH; torn < 3 * LENGTH; torn++) {
            Files.write(file, Arrays.copyOf(content, torn));
            try (CutoffLog log = open(0)) {
                assertThat(loaded).containsExactly(link(1, 7, 8));
                assertThat(log.report().damagedRecords()).isZero();
                assertThat(log.completeThrough()).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldReadTheRegistryAgainWhenALinkIsDamaged() throws IOException {
        try (CutoffLog log = open(0)) {
            log.append(List.of(link(1, 7, 8), link(2, 9, 10)));
        }
        final byte[] content = Files.readAllBytes(file);
        content[LENGTH + 50] ^= 1;
        Files.write(file, content);
        try (CutoffLog log = open(0)) {
            assertThat(loaded).containsExactly(link(2, 9, 10));
            assertThat(log.report().damagedRecords()).isEqualTo(1);
            assertThat(log.completeThrough()).isZero();
        }
    }

    @Test
    void shouldKeepLinksOfARegistryThatIsNotFollowedAnyMore() {
        try (CutoffLog log = open(0)) {
            log.append(List.of(link(1, 7, 8)));
            log.followAnotherRegistry();
        }
        try (CutoffLog log = open(0)) {
            assertThat(loaded).containsExactly(link(1, 7, 8).withoutSequence());
            assertThat(log.completeThrough()).isZero();
        }
    }

    @Test
    void shouldLeaveLinksOutOfWhatTerminalsAreToldButCountThem() {
        try (CutoffLog log = open(0)) {
            log.append(List.of(Cutoffs.of(1, 1, 1, 1_000), link(2, 7, 8)));
        }
        final CutoffLogSnapshot snapshot = CutoffLogSnapshot.read(directory, 1_000);
        assertThat(snapshot.shortHashes()).containsExactly(Cutoffs.of(1, 1, 1, 1_000).shortHash());
        assertThat(snapshot.highestSequence()).isEqualTo(2);
    }

    @Test
    void shouldKnowALinkByBothPersonsWhicheverIsNamedFirst() {
        assertThat(link(1, 7, 8).shortHash()).isEqualTo(link(2, 8, 7).shortHash()).isNotEqualTo(link(1, 7, 9).shortHash());
        assertThat(PersonLink.canonical(Cutoffs.person(7), Cutoffs.person(200))).isEqualTo(Cutoffs.person(7));
        assertThat(PersonLink.canonical(Cutoffs.person(200), Cutoffs.person(7))).isEqualTo(Cutoffs.person(7));
    }
}
