package io.swabline.loadgen.check;

import io.swabline.protocol.Verdict;

/** One scan in a made-up ledger or journal; tests change its fields. */
final class Scan {
    long stream;
    int sequence;
    int station;
    long scannedAtMs;
    long sample;
    long person;
    byte verdict = Verdict.ACCEPTED.code();
    byte expected = Verdict.ACCEPTED.code();
    int detail;
    int flags;
    byte method = 1;
    boolean isClockCorrected;

    Scan copy() {
        final Scan copy = new Scan();
        copy.stream = stream;
        copy.sequence = sequence;
        copy.station = station;
        copy.scannedAtMs = scannedAtMs;
        copy.sample = sample;
        copy.person = person;
        copy.verdict = verdict;
        copy.expected = expected;
        copy.detail = detail;
        copy.flags = flags;
        copy.method = method;
        copy.isClockCorrected = isClockCorrected;
        return copy;
    }
}
