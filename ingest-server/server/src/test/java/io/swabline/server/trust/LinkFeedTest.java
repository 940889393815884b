package io.swabline.server.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.CutoffLog;
import io.swabline.protocol.trust.PersonLink;
import io.swabline.protocol.trust.RegistryNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How links come from the registry to deduplication, and what stays of them; every look is on the test's thread. */
class LinkFeedTest {
    private static final int LINKS_MAX = 5;

    @TempDir
    private Path directory;
    private final List<RegistryNote> registry = new ArrayList<>();
    private CutoffKeeper keeper;
    private CutoffFeed feed;

    @BeforeEach
    void open() {
        keeper = new CutoffKeeper(directory, 1_000, LINKS_MAX, 5_000_000, () -> 1_000_000);
        feed = new CutoffFeed((sequence, limit) -> CompletableFuture.completedFuture(
            registry.stream().filter(note -> note.sequence() > sequence).limit(limit).toList()), keeper, 1);
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    private void restart() {
        keeper.close();
        open();
    }

    private static Pseudonym person(final long number) {
        return Pseudonym.of(ByteBuffer.allocate(Pseudonym.LENGTH).putLong(number).putInt(7).array());
    }

    private PersonLink link(final long one, final long other) {
        final PersonLink link = new PersonLink(registry.size() + 1L, 500, person(one), person(other));
        registry.add(link);
        return link;
    }

    private Cutoff cutoff(final long person) {
        final Cutoff cutoff = new Cutoff(registry.size() + 1L, 500, 10_000, person(person), 3, person * 1_000_003);
        registry.add(cutoff);
        return cutoff;
    }

    private List<PersonLink> waiting() {
        final List<PersonLink> taken = new ArrayList<>();
        while (!keeper.links().isEmpty()) {
            taken.add(keeper.links().poll());
        }
        return taken;
    }

    @Test
    void shouldHandOnALinkOnceAndAgainAtTheNextStart() {
        final PersonLink link = link(1, 2);
        keeper.take(List.of(link));
        keeper.take(List.of(link));
        feed.look();
        assertThat(waiting()).containsExactly(link);
        restart();
        assertThat(waiting()).containsExactly(link);
        assertThat(keeper.completeThrough()).isEqualTo(1);
    }

    /** The registry had committed, and the process was killed before the log had it: nobody was answered. */
    @Test
    void shouldLearnWhatWasCommittedAndNotLoggedBeforeTheKill() {
        keeper.take(List.of(cutoff(9)));
        final PersonLink committed = link(1, 2);
        final Cutoff later = cutoff(2);
        restart();
        assertThat(waiting()).isEmpty();
        feed.look();

        assertThat(waiting()).containsExactly(committed);
        assertThat(keeper.table().size()).isEqualTo(2);
        assertThat(keeper.completeThrough()).isEqualTo(later.sequence());
        assertThat(keeper.known()).isEqualTo(2);
        assertThat(keeper.knownLinks()).isEqualTo(1);
        assertThat(keeper.shortHashes()).as("what terminals are told").hasSize(2);
    }

    @Test
    void shouldRefuseMoreLinksThanTheLimitAndGoOnWithCutoffs() {
        for (int i = 0; i < LINKS_MAX; i++) {
            keeper.take(List.of(link(10 + i, 20 + i)));
        }
        final PersonLink more = link(1, 2);
        assertThatThrownBy(() -> keeper.take(List.of(more))).hasMessage(
            "all 5 linked persons that links.max allows are taken: raise it");
        assertThat(waiting()).hasSize(LINKS_MAX).doesNotContain(more);
        assertThat(keeper.refusedLinks()).isEqualTo(1);
        keeper.take(List.of(cutoff(3)));
        assertThat(keeper.table().size()).isEqualTo(1);
        keeper.take(registry.subList(0, 2).stream().toList());
        restart();
        assertThat(waiting()).hasSize(LINKS_MAX);
    }

    @Test
    void shouldKeepLinksWhoseLogIsRemoved() throws IOException {
        keeper.take(List.of(link(1, 2)));
        Files.delete(directory.resolve(CutoffLog.FILE_NAME));
        feed.look();
        restart();
        assertThat(waiting()).hasSize(1);
    }

    @Test
    void shouldReadALinkAgainThatAnotherProgramCutOff() throws IOException {
        keeper.take(List.of(cutoff(9), link(1, 2)));
        try (FileChannel log = FileChannel.open(directory.resolve(CutoffLog.FILE_NAME), StandardOpenOption.WRITE)) {
            log.truncate(log.size() - 64);
        }
        feed.look();
        feed.look();
        assertThat(keeper.completeThrough()).isEqualTo(2);
        restart();
        assertThat(waiting()).containsExactly((PersonLink) registry.get(1));
    }

    /** After a registry was restored from a backup its numbers begin anew; what was linked stays so. */
    @Test
    void shouldKeepLinksOfAnOlderStateOfTheRegistry() {
        keeper.take(List.of(link(1, 2), link(3, 4)));
        registry.remove(1);
        link(5, 6);
        feed.look();
        feed.look();
        restart();
        assertThat(waiting()).extracting(PersonLink::person).containsExactlyInAnyOrder(person(1), person(3), person(5));
    }
}
