package io.swabline.cli;

import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import io.swabline.station.StationSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The demo's one real terminal: scans the images and some that must be refused, and compares verdicts with what they must be. */
final class DemoTerminal {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Map<String, Verdict> expected = new LinkedHashMap<>();
    private final Map<String, Verdict> received = new ConcurrentHashMap<>();
    private final AtomicInteger answers = new AtomicInteger();

    /** Scans everything in order; false if an answer is missing. */
    boolean scan(
        final int port, final List<Path> images, final SamplingCode forged, final SamplingCode expired)
        throws InterruptedException {
        final InetSocketAddress server = new InetSocketAddress("127.0.0.1", port);
        try (Terminal terminal = new Terminal(StationSettings.of(server, 1), this::answer, trouble -> { }, wait -> { },
            refused -> { })) {
            int tube = 0;
            for (final Path image : images) {
                scan(terminal, image.getFileName().toString(), image.toString(), Verdict.ACCEPTED, tube++);
            }
            final String firstImage = images.get(0).toString();
            scan(terminal, "the first image again", firstImage, Verdict.DOUBLE_SCAN, tube++);
            scan(terminal, "the ID card of the second", DemoResidents.idNumber(1), Verdict.DOUBLE_SCAN, tube++);
            scan(terminal, "a forged code", forged.text(), Verdict.FORGED, tube++);
            scan(terminal, "an expired code", expired.text(), Verdict.EXPIRED, tube++);
            scan(terminal, "a misread ID number", misread(DemoResidents.idNumber(2)), Verdict.BAD_ID_NUMBER, tube++);
            scan(terminal, "the ID card of a newcomer", DemoResidents.idNumber(DemoResidents.COUNT), Verdict.ACCEPTED, tube);
            return terminal.awaitAnswers(TIMEOUT);
        }
    }

    private void scan(
        final Terminal terminal, final String source, final String text, final Verdict verdict, final int tube)
        throws InterruptedException {
        expected.put(source, verdict);
        final Inputs.Input input = Inputs.read(source, text).get(0);
        final Inputs.Input named = new Inputs.Input(source, input.kind(), input.text(), input.why());
        terminal.scan(TerminalScan.of(named, "DEMO-" + tube, ScanMethod.ID_CARD), TIMEOUT);
    }

    /** The last digit but one read wrong: the check character no longer follows. */
    private static String misread(final String idNumber) {
        final char digit = idNumber.charAt(16);
        return idNumber.substring(0, 16) + (digit == '9' ? '0' : (char) (digit + 1)) + idNumber.charAt(17);
    }

    private void answer(final TerminalAnswer answer) {
        answers.incrementAndGet();
        received.put(answer.scan().source(), answer.verdict());
    }

    int scans() {
        return expected.size();
    }

    int answers() {
        return answers.get();
    }

    int accepted() {
        return (int) received.values().stream().filter(verdict -> verdict == Verdict.ACCEPTED).count();
    }

    /** Scans whose verdict is not the one that it must be, or is missing; for people. */
    List<String> surprises() {
        return expected.entrySet().stream()
            .filter(scan -> received.get(scan.getKey()) != scan.getValue())
            .map(scan -> scan.getKey() + ": " + received.get(scan.getKey()) + " instead of " + scan.getValue())
            .toList();
    }
}
