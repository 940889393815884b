package io.swabline.loadgen.population;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.swabline.loadgen.plan.ScanKind;
import io.swabline.loadgen.plan.StationClock;
import io.swabline.loadgen.plan.StationClocks;
import io.swabline.protocol.CoreBatch;
import io.swabline.protocol.DocumentNumber;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanMakerTest {
    private static final long NOW_MS = 1_700_000_000_123L;
    private static final long NOW_SECONDS = NOW_MS / 1_000;

    @TempDir
    private Path directory;
    private SamplingKeys keys;
    private ScanMaker maker;
    private CoreBatch cores;
    private final byte[] bytes = new byte[2 * ScanDescriptor.LENGTH];
    private final UnsafeBuffer scans = new UnsafeBuffer(bytes);
    private final UnsafeBuffer pseudonym = new UnsafeBuffer(new byte[12]);

    @BeforeEach
    void makeKeys() {
        keys = SamplingKeys.create(directory.resolve("keys"));
        maker = new ScanMaker(keys, 42, 0, 1, 3, NOW_MS);
        cores = new CoreBatch(keys.current(), 1);
    }

    @Test
    void shouldMakeCodesThatAreWhatIsForetold() {
        for (int i = 0; i < 2_000; i++) {
            assertForetold(ScanKind.PLAIN, Verdict.ACCEPTED);
            assertForetold(ScanKind.FORGED, Verdict.FORGED);
            assertForetold(ScanKind.EXPIRED, Verdict.EXPIRED);
        }
    }

    @Test
    void shouldMakeIdNumbersThatAreWhatIsForetold() {
        for (int i = 0; i < 2_000; i++) {
            make(ScanKind.ID, 1);
            assertThat(maker.expectedVerdict()).isEqualTo(Verdict.ACCEPTED.code());
            assertThat(isValidIdNumber()).isTrue();
            make(ScanKind.BAD_ID, 1);
            assertThat(maker.expectedVerdict()).isEqualTo(Verdict.BAD_ID_NUMBER.code());
            assertThat(isValidIdNumber()).isFalse();
            assertThat(bytes[ScanDescriptor.METHOD_OFFSET]).isIn(ScanMethod.ID_CARD.code(), ScanMethod.ID_SPOKEN.code());
        }
    }

    @Test
    void shouldMakePassportsThatAreWhatIsForetoldAndEachOnce() {
        final long today = LocalDate.of(2026, 11, 22).toEpochDay();
        final Set<String> seen = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            make(ScanKind.DOCUMENT, 1);
            assertThat(maker.expectedVerdict()).isEqualTo(Verdict.ACCEPTED.code());
            assertThat(bytes[ScanDescriptor.METHOD_OFFSET]).isEqualTo(ScanMethod.DOCUMENT.code());
            assertThat(DocumentNumber.isValid(bytes, ScanDescriptor.CREDENTIAL_OFFSET, today)).isTrue();
            assertThat(seen.add(new String(bytes, ScanDescriptor.CREDENTIAL_OFFSET, 36, StandardCharsets.US_ASCII))).isTrue();
            make(ScanKind.BAD_DOCUMENT, 1);
            assertThat(maker.expectedVerdict()).isEqualTo(Verdict.BAD_DOCUMENT_NUMBER.code());
            assertThat(DocumentNumber.isValid(bytes, ScanDescriptor.CREDENTIAL_OFFSET, today)).isFalse();
        }
    }

    @Test
    void shouldBringBackWithACodeWhoShowedAPassport() {
        make(ScanKind.DOCUMENT, 0);
        final byte[] expected = new byte[12];
        keys.pseudonyms().ofDocument(bytes, ScanDescriptor.CREDENTIAL_OFFSET, expected, 0);
        maker.doubleScans().accepted(0, scans, 0, true);
        make(ScanKind.DOUBLE, 2);
        assertThat(verdictOfCode()).isEqualTo(Verdict.ACCEPTED);
        cores.pseudonym(0, pseudonym, 0);
        assertThat(pseudonym.byteArray()).isEqualTo(expected);
    }

    @Test
    void shouldBringPersonsBackAtAnotherStationOnceTheyWereAccepted() {
        make(ScanKind.DOUBLE, 0);
        assertThat(maker.expectedVerdict()).as("nobody was accepted yet").isEqualTo(Verdict.ACCEPTED.code());
        final String person = person();
        maker.doubleScans().accepted(0, scans, 0, true);
        make(ScanKind.DOUBLE, 0);
        assertThat(maker.expectedVerdict()).as("the same station").isEqualTo(Verdict.ACCEPTED.code());
        make(ScanKind.DOUBLE, 1);
        assertThat(maker.expectedVerdict()).isEqualTo(Verdict.DOUBLE_SCAN.code());
        assertThat(maker.expectedDetail()).isEqualTo((int) NOW_SECONDS);
        assertThat(person()).isEqualTo(person);
        make(ScanKind.DOUBLE, 1);
        assertThat(maker.expectedVerdict()).as("only once").isEqualTo(Verdict.ACCEPTED.code());
    }

    @Test
    void shouldBringBackWithACodeWhoShowedAnIdNumber() {
        make(ScanKind.ID, 0);
        final byte[] expected = new byte[12];
        keys.pseudonyms().of(bytes, ScanDescriptor.CREDENTIAL_OFFSET, IdNumber.LENGTH, expected, 0);
        maker.doubleScans().accepted(0, scans, 0, true);
        make(ScanKind.DOUBLE, 2);
        assertThat(bytes[ScanDescriptor.METHOD_OFFSET]).isEqualTo(ScanMethod.CODE.code());
        assertThat(verdictOfCode()).isEqualTo(Verdict.ACCEPTED);
        cores.pseudonym(0, pseudonym, 0);
        assertThat(pseudonym.byteArray()).isEqualTo(expected);
    }

    @Test
    void shouldForetellThatAnImpossibleClockIsToldSoUnlessTheCredentialIsFalse() {
        final StationClocks clocks = StationClocks.someWrong(4);
        final StationClock impossible = IntStream.rangeClosed(1, 1_000).mapToObj(clocks::of)
            .filter(clock -> clock.kind() == StationClock.Kind.IMPOSSIBLE).findFirst().orElseThrow();
        for (final ScanKind kind : ScanKind.values()) {
            maker.make(kind, 1, NOW_MS, impossible, scans, 0);
            assertThat(scans.getLong(ScanDescriptor.SCANNED_AT_OFFSET, ByteOrder.LITTLE_ENDIAN)).isEqualTo(impossible.at(NOW_MS));
            assertThat(Verdict.of(maker.expectedVerdict())).as("%s", kind).isEqualTo(switch (kind) {
                case FORGED -> Verdict.FORGED;
                case BAD_ID -> Verdict.BAD_ID_NUMBER;
                case BAD_DOCUMENT -> Verdict.BAD_DOCUMENT_NUMBER;
                default -> Verdict.CLOCK_IMPOSSIBLE;
            });
        }
    }

    @Test
    void shouldNotForetellWhenAPersonWasFirstSeenByAClockThatIsOff() {
        make(ScanKind.PLAIN, 0);
        maker.doubleScans().accepted(0, scans, 0, false);
        make(ScanKind.DOUBLE, 1);
        assertThat(maker.expectedVerdict()).isEqualTo(Verdict.DOUBLE_SCAN.code());
        assertThat(maker.expectedDetail()).isEqualTo(ScanMaker.NOT_FORETOLD);
    }

    @Test
    void shouldAllocateNothingForAScan() {
        final ScanKind[] kinds = ScanKind.values();
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        // The compiler may allocate while it warms up: the best of several rounds counts.
        for (int round = 0; round < 5; round++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 200_000; i++) {
                maker.make(kinds[i % kinds.length], i % 3, NOW_MS, scans, 0);
                maker.doubleScans().accepted(i % 3, scans, 0, true);
            }
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(allocated).isLessThan(1_000);
    }

    private void assertForetold(final ScanKind kind, final Verdict verdict) {
        make(kind, 0);
        assertThat(maker.expectedVerdict()).isEqualTo(verdict.code());
        assertThat(maker.expectedDetail()).isZero();
        assertThat(verdictOfCode()).isEqualTo(verdict);
        assertThat(scans.getLong(0, ByteOrder.LITTLE_ENDIAN)).isEqualTo(NOW_MS);
    }

    private void make(final ScanKind kind, final int station) {
        scans.setMemory(0, bytes.length, (byte) 0x55);
        maker.make(kind, station, NOW_MS, scans, 0);
        assertThat(bytes[ScanDescriptor.LENGTH]).as("nothing behind the scan").isEqualTo((byte) 0x55);
    }

    private Verdict verdictOfCode() {
        cores.clear();
        cores.add(scans, ScanDescriptor.CREDENTIAL_OFFSET);
        cores.verify();
        return cores.isGenuine(0) ? cores.verdict(0, NOW_SECONDS) : Verdict.FORGED;
    }

    private String person() {
        verdictOfCode();
        cores.pseudonym(0, pseudonym, 0);
        return pseudonym.getLong(0) + "-" + pseudonym.getInt(8);
    }

    private boolean isValidIdNumber() {
        final int length = IdNumber.lengthInCredential(bytes, ScanDescriptor.CREDENTIAL_OFFSET);
        return length == IdNumber.LENGTH
            && IdNumber.isValid(bytes, ScanDescriptor.CREDENTIAL_OFFSET, length, LocalDate.of(2026, 11, 22).toEpochDay());
    }
}
