package io.swabline.benchmarks.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.benchmarks.simulation.disk.SimulatedDisk;
import io.swabline.journal.Journal;
import io.swabline.journal.JournalTail;
import io.swabline.journal.RecordDescriptor;
import io.swabline.journal.RecordHandler;
import io.swabline.protocol.Durability;
import io.swabline.server.dedup.Deduplicator;
import io.swabline.server.ring.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the simulation: servers with one part broken on purpose, each of which has to be found out within 200 seeds. */
class BrokenBuildsTest {
    private static final int SEEDS_MAX = 200;

    static Stream<Arguments> brokenBuilds() {
        return Stream.of(
            Arguments.of("acknowledges before it syncs", new Parts() {
                @Override
                public List<Stage> secondThread(final Stage sync, final Stage reply) {
                    return List.of(reply, sync);
                }
            }),
            Arguments.of("marks scans as known before they are appended, and goes on when that fails", new Parts() {
                @Override
                public List<Stage> firstThread(final Stage validate, final Stage dedup, final Stage append) {
                    return List.of(validate, dedup, new TriedAgain(dedup, append));
                }
            }),
            Arguments.of("does not force the directory when it rolls", new Parts() {
                @Override
                public void started(final SimulatedDisk disk) {
                    disk.ignoreDirectoryForce(true);
                }
            }),
            Arguments.of("loses a verdict", new Parts() {
                @Override
                public Journal journal(final Journal journal) {
                    return new BrokenJournal(journal) {
                        @Override
                        public long append(final int count, final long appendedAtMs) {
                            return count > 3 ? super.append(count - 1, appendedAtMs) : super.append(count, appendedAtMs);
                        }
                    };
                }
            }),
            Arguments.of("syncs every other time", new Parts() {
                @Override
                public Journal journal(final Journal journal) {
                    return new BrokenJournal(journal) {
                        private int syncs;

                        @Override
                        public long sync() {
                            return ++syncs % 2 == 0 ? super.position() : super.sync();
                        }
                    };
                }
            }),
            Arguments.of("starts without a stream of the journal", replaying(stream -> stream % 3 != 0, 1)),
            Arguments.of("starts with an eighth of what it has to remember", replaying(stream -> true, 8)));
    }

    private static Parts replaying(final LongPredicate streams, final int horizonPart) {
        return new Parts() {
            @Override
            public void replay(
                final Path journal, final Deduplicator deduplicator, final long nowMs, final long futureToleranceMs) {
                deduplicator.replayAt(nowMs);
                final long sinceMs = nowMs - deduplicator.horizonMs() / horizonPart;
                try (JournalTail tail = JournalTail.open(journal).fromTime(sinceMs)) {
                    final RecordHandler replay =
                        (final long position, final long appendedAtMs, final DirectBuffer buffer, final int offset) -> {
                            if (streams.test(RecordDescriptor.stream(buffer, offset))) {
                                deduplicator.replay(appendedAtMs, buffer, offset);
                            }
                        };
                    while (tail.poll(replay, 1000) > 0) {
                        // until all is read
                    }
                }
                deduplicator.replayed();
            }
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenBuilds")
    void shouldFindABrokenBuildOut(final String what, final Parts broken) {
        final Simulation.Runner runner = new Simulation.Runner(broken);
        int seeds = 0;
        RunResult result;
        final QuietLogs quiet = new QuietLogs();
        try (quiet) {
            do {
                result = runner.run(seeds++, null);
            } while (result.broken() == null && seeds < SEEDS_MAX);
        }

        System.out.println("A server that " + what + " is found out by seed " + (seeds - 1) + ": " + result.broken());
        assertThat(result.broken()).as("a server that %s", what).isNotNull();
    }

    /** An append that fails for once is tried again, with the deduplication in front of it. */
    private static final class TriedAgain implements Stage {
        private final Stage dedup;
        private final Stage append;
        private int batches;

        TriedAgain(final Stage dedup, final Stage append) {
            this.dedup = dedup;
            this.append = append;
        }

        @Override
        public void onBatch(final long first, final long last) {
            if (++batches % 10 == 0) {
                dedup.onBatch(first, last);
            }
            append.onBatch(first, last);
        }
    }

    /** A journal that does what it is told. */
    private static class BrokenJournal implements Journal {
        private final Journal journal;

        BrokenJournal(final Journal journal) {
            this.journal = journal;
        }

        @Override
        public MutableDirectBuffer batchBuffer() {
            return journal.batchBuffer();
        }

        @Override
        public boolean reserve(final int records, final long appendedAtMs) {
            return journal.reserve(records, appendedAtMs);
        }

        @Override
        public long append(final int count, final long appendedAtMs) {
            return journal.append(count, appendedAtMs);
        }

        @Override
        public long sync() {
            return journal.sync();
        }

        @Override
        public long position() {
            return journal.position();
        }

        @Override
        public Durability durability() {
            return journal.durability();
        }

        @Override
        public void close() {
            journal.close();
        }
    }
}
