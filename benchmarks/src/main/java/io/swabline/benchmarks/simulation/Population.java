package io.swabline.benchmarks.simulation;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.DocumentDescriptor;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.trust.Cutoff;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/** A few people who are scanned again and again, by codes old, new and forged, ID numbers and passports, into a few tubes. */
final class Population {
    private static final long DAY_SECONDS = TimeUnit.DAYS.toSeconds(1);
    private static final long ISSUED_SECONDS = World.START_MS / 1000 - 3 * DAY_SECONDS;

    private final World world;
    private final Keyring keyring;
    private final Pseudonym[] pseudonyms;
    private final long[] issueNumbers;
    private long cutoffSequence;

    Population(final World world, final Keyring keyring) {
        this.world = world;
        this.keyring = keyring;
        pseudonyms = new Pseudonym[world.limits.persons()];
        issueNumbers = new long[pseudonyms.length];
        for (int i = 0; i < pseudonyms.length; i++) {
            pseudonyms[i] = keyring.pseudonym(i);
            issueNumbers[i] = 1;
        }
    }

    /** Someone fetches a new code; the one before is superseded for scans from now on. */
    void reissue(final long position) {
        final int person = world.random.nextInt(pseudonyms.length);
        world.issue(new Cutoff(++cutoffSequence, world.serverMs(), ISSUED_SECONDS + 30 * DAY_SECONDS, pseudonyms[person],
            issueNumbers[person]++, cutoffSequence), position);
        world.add(Event.CUTOFF, person, issueNumbers[person]);
    }

    /** A scan at a terminal whose clock shows that time. */
    ScanFacts scan(final int terminal, final long tube, final long clockMs) {
        final SplittableRandom random = world.random;
        final UnsafeBuffer scan = new UnsafeBuffer(new byte[ScanDescriptor.LENGTH]);
        scan.putLong(ScanDescriptor.SCANNED_AT_OFFSET, clockMs, ByteOrder.LITTLE_ENDIAN);
        final boolean isBadSample = random.nextInt(40) == 0;
        final int owner = random.nextInt(12) == 0 ? random.nextInt(world.limits.terminals()) : terminal;
        final String sample = isBadSample ? "T 1" : "T" + owner + "-" + tube;
        scan.putBytes(ScanDescriptor.SAMPLE_ID_OFFSET, sample.getBytes(StandardCharsets.US_ASCII));
        final int person = random.nextInt(pseudonyms.length);
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> Keyring.hasPassport(person)
                ? passport(scan, person, isBadSample) : idNumber(scan, person, isBadSample);
            case 4 -> refusedCode(scan, person, isBadSample);
            case 5 -> malformed(scan, isBadSample);
            case 6 -> code(scan, person, Keyring.CURRENT_KEY, ISSUED_SECONDS - 40 * DAY_SECONDS, isBadSample);
            case 7 -> code(scan, person, Keyring.CURRENT_KEY, ISSUED_SECONDS + 40 * DAY_SECONDS, isBadSample);
            case 8 -> code(scan, person, Keyring.PREVIOUS_KEY, ISSUED_SECONDS, isBadSample);
            default -> code(scan, person, Keyring.CURRENT_KEY, ISSUED_SECONDS, isBadSample);
        };
    }

    private static void method(final UnsafeBuffer scan, final int code) {
        scan.putInt(ScanDescriptor.METHOD_OFFSET, code, ByteOrder.LITTLE_ENDIAN);
    }

    private ScanFacts code(
        final UnsafeBuffer scan, final int person, final int keyId, final long issuedAtSeconds, final boolean isBadSample) {
        method(scan, ScanMethod.CODE.code());
        final long issueNumber = issueNumbers[person] - (world.oneIn(4) && issueNumbers[person] > 1 ? 1 : 0);
        keyring.code(pseudonyms[person], keyId, issueNumber, issuedAtSeconds, scan, ScanDescriptor.CREDENTIAL_OFFSET);
        return new ScanFacts(scan.byteArray(), null, pseudonyms[person], issueNumber, issuedAtSeconds, isBadSample,
            world.serverTimeMs());
    }

    private ScanFacts refusedCode(final UnsafeBuffer scan, final int person, final boolean isBadSample) {
        final boolean isForged = world.random.nextBoolean();
        code(scan, person, isForged ? Keyring.CURRENT_KEY : Keyring.WITHDRAWN_KEY, ISSUED_SECONDS, isBadSample);
        if (isForged) {
            final int damaged = ScanDescriptor.CREDENTIAL_OFFSET + world.random.nextInt(CodeDescriptor.CORE_LENGTH);
            scan.putByte(damaged, (byte) (scan.getByte(damaged) ^ 1 << world.random.nextInt(2, 8)));
        }
        return new ScanFacts(scan.byteArray(), isForged ? Verdict.FORGED : Verdict.KEY_WITHDRAWN, null, 0, 0, isBadSample,
            world.serverTimeMs());
    }

    private ScanFacts idNumber(final UnsafeBuffer scan, final int person, final boolean isBadSample) {
        method(scan, world.random.nextBoolean() ? ScanMethod.ID_CARD.code() : ScanMethod.ID_SPOKEN.code());
        final String idNumber = Keyring.idNumber(person);
        final boolean isBad = world.oneIn(8);
        final String text = isBad ? idNumber.replace("1980", "1981") : idNumber;
        IdNumber.putCredential(text, scan, ScanDescriptor.CREDENTIAL_OFFSET);
        return new ScanFacts(
            scan.byteArray(), isBad ? Verdict.BAD_ID_NUMBER : null, isBad ? null : pseudonyms[person], 0, 0, isBadSample,
            world.serverTimeMs());
    }

    private ScanFacts passport(final UnsafeBuffer scan, final int person, final boolean isBadSample) {
        method(scan, ScanMethod.DOCUMENT.code());
        Keyring.passport(person).putCredential(scan, ScanDescriptor.CREDENTIAL_OFFSET);
        final boolean isBad = world.oneIn(8);
        if (isBad) {
            final int state = ScanDescriptor.CREDENTIAL_OFFSET + DocumentDescriptor.STATE_OFFSET;
            scan.putByte(state + world.random.nextInt(DocumentDescriptor.STATE_LENGTH), (byte) '<');
        }
        return new ScanFacts(
            scan.byteArray(), isBad ? Verdict.BAD_DOCUMENT_NUMBER : null, isBad ? null : pseudonyms[person], 0, 0, isBadSample,
            world.serverTimeMs());
    }

    private ScanFacts malformed(final UnsafeBuffer scan, final boolean isBadSample) {
        method(scan, world.random.nextBoolean() ? 9 : ScanMethod.CODE.code() | 1 << world.random.nextInt(8, 32));
        return new ScanFacts(scan.byteArray(), Verdict.MALFORMED, null, 0, 0, isBadSample,
            world.serverTimeMs());
    }
}
