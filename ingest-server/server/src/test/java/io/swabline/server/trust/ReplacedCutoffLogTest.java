package io.swabline.server.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.trust.Cutoff;
import io.swabline.protocol.trust.RegistryNote;
import io.swabline.protocol.trust.CutoffLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cut-off log is changed by another program; no superseded code may be forgotten. Every look is on the test's thread. */
class ReplacedCutoffLogTest {
    private static final long BACKLOG_MS = 5_000_000;
    private static final long EARLY_S = 10_000;
    private static final long LATE_S = 1_000_000;
    private static final int EARLY = 1_500;
    private static final int LATE = 200;
    private static final int CUTOFFS_MAX = 5_000;
    private static final int LINKS_MAX = 3;

    @TempDir
    private Path directory;
    @TempDir
    private Path elsewhere;
    private Path file;
    private Path olderCopy;
    private final AtomicLong nowMs = new AtomicLong(1_000_000);
    private final List<RegistryNote> registry = new ArrayList<>();
    private boolean isAway;
    private CutoffKeeper keeper;
    private CutoffFeed feed;

    /** What another program does to the file. */
    enum Deed {
        REMOVED, REPLACED, CUT, EMPTIED, CUT_WITHIN_A_RECORD, WRITTEN_OVER, WRITTEN_OVER_WITH_ZEROS;

        void doTo(final Path file, final Path olderCopy) throws IOException {
            final byte[] now = Files.readAllBytes(file);
            switch (this) {
                case REMOVED -> Files.delete(file);
                case REPLACED -> Files.move(Files.copy(olderCopy, olderCopy.resolveSibling("copy")), file,
                    StandardCopyOption.REPLACE_EXISTING);
                case CUT -> cut(file, now.length - 64 * 150L);
                case EMPTIED -> cut(file, 0);
                case CUT_WITHIN_A_RECORD -> cut(file, now.length - 1);
                case WRITTEN_OVER -> Files.write(file, Files.readAllBytes(olderCopy));
                case WRITTEN_OVER_WITH_ZEROS -> Files.write(file, new byte[now.length + 64]);
            }
        }

        private static void cut(final Path file, final long length) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
        }
    }

    /** The early ones are in an older copy; what is known now was read back at a start, whose header speaks for all of it. */
    @BeforeEach
    void begin() throws IOException {
        file = directory.resolve(CutoffLog.FILE_NAME);
        open();
        issue(EARLY, EARLY_S);
        lookThrough();
        olderCopy = Files.copy(file, elsewhere.resolve("older"));
        issue(LATE, LATE_S);
        lookThrough();
        restart();
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    private void open() {
        keeper = new CutoffKeeper(directory, CUTOFFS_MAX, LINKS_MAX, BACKLOG_MS, nowMs::get);
        feed = new CutoffFeed(this::cutoffsAfter, keeper, 1);
    }

    private void restart() {
        keeper.close();
        open();
    }

    private CompletableFuture<List<RegistryNote>> cutoffsAfter(final long sequence, final int limit) {
        return isAway ? CompletableFuture.failedFuture(new IllegalStateException("away")) : CompletableFuture.completedFuture(
            registry.stream().filter(cutoff -> cutoff.sequence() > sequence).limit(limit).toList());
    }

    private void issue(final int count, final long validUntilSeconds) {
        for (int i = 0; i < count; i++) {
            final long number = registry.size() + 1L;
            registry.add(new Cutoff(number, 500, validUntilSeconds, person(number), 3, number * 1_000_003));
        }
    }

    private static Pseudonym person(final long number) {
        return Pseudonym.of(ByteBuffer.allocate(Pseudonym.LENGTH).putLong(number).putInt(7).array());
    }

    private void lookThrough() {
        boolean isMore = true;
        for (int looks = 0; isMore; looks++) {
            assertThat(looks).isLessThan(20);
            isMore = feed.look();
        }
    }

    private void reissueAtTheDesk() {
        issue(1, LATE_S);
        keeper.take(registry.subList(registry.size() - 1, registry.size()));
    }

    private void letTheEarlyOnesExpire() {
        nowMs.set(EARLY_S * 1_000 + BACKLOG_MS + 1_000);
    }

    private List<Long> acceptedFrom(final long first) {
        return LongStream.rangeClosed(first, registry.size()).filter(number ->
            !keeper.table().isSuperseded(new UnsafeBuffer(person(number).bytes()), 0, 3, 600)).boxed().toList();
    }

    private void requireAllNowAndAtTheNextStart(final long first) {
        assertThat(acceptedFrom(first)).as("accepted again").isEmpty();
        restart();
        isAway = true;
        feed.look();
        assertThat(acceptedFrom(first)).as("accepted again after a start without the registry").isEmpty();
        assertThat(keeper.completeThrough()).isEqualTo(registry.size());
    }

    @ParameterizedTest
    @EnumSource(Deed.class)
    void shouldForgetNothingThatTheDeskTakesNext(final Deed deed) throws IOException {
        deed.doTo(file, olderCopy);
        reissueAtTheDesk();
        lookThrough();
        requireAllNowAndAtTheNextStart(1);
    }

    @ParameterizedTest
    @EnumSource(Deed.class)
    void shouldForgetNothingThatTheFeedReadsNext(final Deed deed) throws IOException {
        deed.doTo(file, olderCopy);
        issue(2, LATE_S);
        lookThrough();
        requireAllNowAndAtTheNextStart(1);
    }

    @ParameterizedTest
    @EnumSource(Deed.class)
    void shouldMendTheLogWhileNothingComes(final Deed deed) throws IOException {
        deed.doTo(file, olderCopy);
        lookThrough();
        requireAllNowAndAtTheNextStart(1);
    }

    /** The file is written anew without what has expired. */
    @ParameterizedTest
    @EnumSource(Deed.class)
    void shouldForgetOnlyWhatHasExpired(final Deed deed) throws IOException {
        deed.doTo(file, olderCopy);
        letTheEarlyOnesExpire();
        keeper.forgetSome();
        assertThat(acceptedFrom(EARLY + 1)).isEmpty();
        lookThrough();
        keeper.forgetSome();
        assertThat(keeper.known()).isEqualTo(LATE);
        requireAllNowAndAtTheNextStart(EARLY + 1);
    }

    /** Without the registry as long as the server runs: what a file without a name or the memory has goes on to count. */
    @ParameterizedTest
    @EnumSource(Deed.class)
    void shouldReadTheRegistryWhenItIsBack(final Deed deed) throws IOException {
        isAway = true;
        deed.doTo(file, olderCopy);
        reissueAtTheDesk();
        lookThrough();
        assertThat(acceptedFrom(1)).isEmpty();
        restart();
        isAway = false;
        lookThrough();
        requireAllNowAndAtTheNextStart(1);
    }

    /** A look was under way, with the answer to what was known before. */
    @Test
    void shouldNotJumpOverWhatIsMissingWhenALookWasUnderWay() throws IOException {
        final CutoffKeeper.Last before = keeper.last();
        issue(1, LATE_S);
        Deed.CUT.doTo(file, olderCopy);
        keeper.takeNext(before, registry.subList(registry.size() - 1, registry.size()));
        assertThat(keeper.completeThrough()).isZero();
        lookThrough();
        requireAllNowAndAtTheNextStart(1);
    }

    @ParameterizedTest
    @EnumSource(Deed.class)
    void shouldReadAgainWhatIsMissingAtAStart(final Deed deed) throws IOException {
        keeper.close();
        deed.doTo(file, olderCopy);
        open();
        lookThrough();
        requireAllNowAndAtTheNextStart(1);
    }

    /** Damage in the middle shows when the file is read, to be written anew. */
    @Test
    void shouldForgetNothingOfAFileThatIsDamagedInTheMiddle() throws IOException {
        final byte[] damaged = Files.readAllBytes(file);
        Arrays.fill(damaged, 64 * (EARLY + 10), 64 * (EARLY + 20), (byte) 1);
        Files.write(file, damaged);
        letTheEarlyOnesExpire();
        try {
            keeper.forgetSome();
        } catch (final RuntimeException refused) {
            assertThat(refused).hasMessageContaining("unreadable");
        }
        assertThat(acceptedFrom(EARLY + 1)).isEmpty();
        lookThrough();
        requireAllNowAndAtTheNextStart(EARLY + 1);
    }
}
