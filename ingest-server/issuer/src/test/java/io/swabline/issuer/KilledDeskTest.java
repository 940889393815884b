package io.swabline.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.trust.RegistryNote;
import io.swabline.protocol.trust.ShortHash;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kill -9 while issuing and re-issuing, again and again, on one registry. */
@Tag("slow")
class KilledDeskTest {
    private static final int KILLS = 8;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void shouldKnowEveryAnsweredCodeAndSupersession(final TestDatabase database) throws Exception {
        final long seed = System.nanoTime();
        final SplittableRandom random = new SplittableRandom(seed);
        final DeskSettings settings = database.empty(directory);
        final SamplingKeys keys = SamplingKeys.create(directory.resolve("keys"));
        final List<ChildDesk.Answer> answers = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            final ChildDesk child = ChildDesk.start(settings, directory.resolve("keys"), random.nextLong());
            final int atLeast = 50 + random.nextInt(2_000);
            await().atMost(Duration.ofSeconds(60)).until(() -> child.answers().size() >= atLeast || !child.isAlive());
            child.kill();
            answers.addAll(child.answers());
            assertThat(child.complaint()).as("seed %d", seed).isEmpty();
            assertThat(child.answers()).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(atLeast);
            check(settings, keys, answers, "seed " + seed + ", kill " + kill);
        }
    }

    private static void check(
        final DeskSettings settings, final SamplingKeys keys, final List<ChildDesk.Answer> answers, final String when)
        throws Exception {
        final Set<Long> cutHashes = new HashSet<>();
        final Map<Integer, SamplingCode> now = new HashMap<>();
        try (RegistryDesk desk = RegistryDesk.open(settings, () -> keys, cutoffs -> { }, InstantSource.system())) {
            final List<RegistryNote> cutoffs = desk.notesAfter(0, 1_000_000).join();
            assertThat(cutoffs).as(when).extracting(RegistryNote::sequence)
                .isEqualTo(LongStream.rangeClosed(1, cutoffs.size()).boxed().toList());
            cutoffs.forEach(cutoff -> cutHashes.add(cutoff.shortHash()));
            for (int resident = 0; resident < ChildDesk.RESIDENTS; resident++) {
                now.put(resident, desk.code(Residents.pseudonym(resident)).join().code());
            }
        }
        final Map<SamplingCode, Long> stored = stored(settings);
        stored.forEach((code, issueNumber) ->
            assertThat(issueNumber < 0).as(when).isEqualTo(cutHashes.contains(ShortHash.of(code))));
        final Map<Integer, Long> supersededBelow = new HashMap<>();
        for (final ChildDesk.Answer answer : answers) {
            final SamplingCode code = SamplingCode.parse(answer.text());
            assertThat(stored).as(when).containsKey(code);
            if (answer.isReissue()) {
                supersededBelow.merge(answer.resident(), Math.abs(stored.get(code)), Math::max);
            }
        }
        for (final ChildDesk.Answer answer : answers) {
            final SamplingCode code = SamplingCode.parse(answer.text());
            if (Math.abs(stored.get(code)) < supersededBelow.getOrDefault(answer.resident(), 0L)) {
                assertThat(cutHashes).as(when).contains(ShortHash.of(code));
            }
        }
        now.forEach((resident, code) -> {
            assertThat(cutHashes).as(when).doesNotContain(ShortHash.of(code));
            assertThat(stored.get(code)).as(when).isGreaterThanOrEqualTo(supersededBelow.getOrDefault(resident, 0L));
        });
    }

    /** Issue numbers by code; those of superseded codes negative. */
    private static Map<SamplingCode, Long> stored(final DeskSettings settings) throws Exception {
        final Map<SamplingCode, Long> stored = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT code, issue_number, superseded_ms FROM code")) {
            while (rows.next()) {
                stored.put(SamplingCode.of(rows.getBytes(1)), rows.getObject(3) == null ? rows.getLong(2) : -rows.getLong(2));
            }
        }
        return stored;
    }
}
