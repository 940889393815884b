package io.swabline.cli;

import io.swabline.protocol.DocumentNumberException;
import io.swabline.protocol.SampleId;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.station.StationSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code swabline station send}: reads codes, ID numbers and documents, sends them as one station and prints a verdict per scan
 * as it comes. Reads on the calling thread, prints on the station's event loop; the output is locked for both.
 */
@Command(name = "send", description = {
    "Send scans to the server and print what became of each.",
    "Takes QR images (PNG, JPEG), N1: texts, ID numbers, documents, @FILE with one of these a line, or lines from standard",
    "input.",
    "A document is passport:GBR:123456789, hk-macao-permit:H12345678, taiwan-permit:12345678 or permanent-residence:NUMBER.",
    "Give numbers in a file or on standard input: arguments are seen by everybody on the machine (ps) and kept by shells.",
    "Verdicts, with what to do, are in Chinese or English (--lang), times are local; JSON is the same in any language.",
    "Exit code 0 if every scan was accepted, 1 if one was refused, could not be read or got no verdict, also where the server",
    "answered RETRY for the whole --timeout: the reason is printed, with what to do."})
final class StationSendCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Option(names = "--host", paramLabel = "ADDRESS", defaultValue = "127.0.0.1", description = "default: ${DEFAULT-VALUE}")
    private String host;
    @Option(names = "--port", paramLabel = "N", defaultValue = "7221", description = "default: ${DEFAULT-VALUE}")
    private int port;
    @Option(names = "--station", paramLabel = "N", defaultValue = "1", description = "station number (default: ${DEFAULT-VALUE})")
    private long station;
    @Mixin
    private StationAccessOptions access;
    @Mixin
    private MaskedNamesOptions namesOptions;
    @ArgGroup
    private Sample sample;
    @Option(names = "--spoken", description = "ID numbers were said, not read from a card")
    private boolean isSpoken;
    @Option(
        names = "--timeout", paramLabel = "TIME", defaultValue = "30s",
        description = "give up after this time without any verdict (default: ${DEFAULT-VALUE})")
    private Duration timeout;
    @Option(names = "--format", paramLabel = "text|json", defaultValue = "text", description = "default: text")
    private OutputFormat format;
    @Option(
        names = "--lang", paramLabel = "zh|en",
        description = "language for staff; default: zh if LC_ALL, LC_MESSAGES or LANG (the first that is set) begins with zh, "
            + "else en")
    private StaffLanguage language;
    @Option(
        names = "--zone", paramLabel = "ZONE",
        description = "zone of the times that staff see, such as Asia/Shanghai; default: this machine's")
    private ZoneId zone;
    @Parameters(
        arity = "0..*", paramLabel = "SCAN",
        description = "image files, N1: texts, ID numbers, documents, @FILE; none or -: standard input")
    private List<String> scans = List.of();

    private final AtomicInteger notAccepted = new AtomicInteger();
    private StaffTexts texts;
    /** Null where no names are wanted. */
    private MaskedNames names;
    /** Codes whose scans have no verdict yet, while names are wanted. */
    private final Map<TerminalScan, String> codeTexts = Collections.synchronizedMap(new IdentityHashMap<>());
    private final Set<MaskedNames.Trouble> toldTroubles = EnumSet.noneOf(MaskedNames.Trouble.class);
    private int count;
    private ConnectionTrouble lastTrouble;
    /** Why the server took no scan since the last verdict; null if it said nothing of the kind. */
    private volatile String lastWait;

    /** How tubes are labelled: one of these. */
    static final class Sample {
        @Option(names = "--sample", paramLabel = "ID", description = "one tube for all scans (a pooled sample)")
        private String id;
        @Option(
            names = "--sample-prefix", paramLabel = "TEXT",
            description = "a tube for each scan: this text and a number (default: the time and a number)")
        private String prefix;

        private String idOf(final int number) {
            return id != null ? id : prefix + String.format("%05d", number);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        texts = new StaffTexts(
            language == null ? StaffLanguage.ofLocale(Swabline.consoleOf(spec).locale()) : language,
            zone == null ? ZoneId.systemDefault() : zone);
        names = namesOptions.open(access.trusted(), timeout);
        final InetSocketAddress server = InetSocketAddress.createUnresolved(host, port);
        final StationSettings settings = access.applyTo(StationSettings.of(server, station));
        try (Terminal terminal = new Terminal(settings, this::print, this::tellTrouble, this::tellWait, this::refuse)) {
            Inputs.forEach(scans, Swabline.consoleOf(spec).in(), input -> send(terminal, input));
            if (!terminal.awaitAnswers(timeout)) {
                throw noAnswer(terminal);
            }
        }
        if (names != null) {
            names.awaitAnswers();
        }
        return notAccepted.get() == 0 ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private void check() {
        if (sample == null) {
            sample = new Sample();
            sample.prefix = Long.toString(System.currentTimeMillis() / 1000 % 1_000_000_000) + "-";
        }
        if (!SampleId.isValid(sample.idOf(1))) {
            throw CommandFailure.usage("a sample id has 1 to 16 characters of printable ASCII without spaces"
                + (sample.id == null ? ", 5 of them for the number behind --sample-prefix" : ""));
        }
        if (port < 1 || port > 65_535) {
            throw CommandFailure.usage("--port is 1 to 65535");
        }
        if (station < 1 || station > StationSettings.STATION_MAX) {
            throw CommandFailure.usage("--station is 1 to " + StationSettings.STATION_MAX);
        }
    }

    private void send(final Terminal terminal, final Inputs.Input input) {
        final TerminalScan scan;
        try {
            scan = TerminalScan.of(input, sample.idOf(++count), isSpoken ? ScanMethod.ID_SPOKEN : ScanMethod.ID_CARD);
        } catch (final IllegalArgumentException e) {
            printUnreadable(input, e);
            notAccepted.incrementAndGet();
            return;
        }
        if (names != null && input.kind() == Inputs.Kind.CODE) {
            codeTexts.put(scan, input.text());
        }
        try {
            if (!terminal.scan(scan, timeout)) {
                throw noAnswer(terminal);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw noAnswer(terminal);
        }
    }

    private CommandFailure noAnswer(final Terminal terminal) {
        final String key = (terminal.isHopeless() ? "no-verdict.hopeless" : "no-verdict") + (lastWait == null ? "" : ".why");
        return CommandFailure.checkFailed(texts.of(key, server(), SettingReader.inUnits(timeout), lastWait));
    }

    private String server() {
        return host + ":" + port;
    }

    /** The server is too old for the scan: nothing was sent. On the event loop. */
    private void refuse(final TerminalScan scan) {
        notAccepted.incrementAndGet();
        printUnsent(scan.source(), scan.sampleId(), "NOT_SENT", StaffTexts.english().of("advice.NOT_SENT"),
            texts.of("advice.NOT_SENT"));
    }

    private void print(final TerminalAnswer answer) {
        lastWait = null;
        if (answer.verdict() != Verdict.ACCEPTED) {
            notAccepted.incrementAndGet();
        }
        final String source = answer.scan().source();
        final Verdict verdict = answer.verdict();
        final Instant firstAcceptedAt = answer.firstAcceptedAt();
        if (format == OutputFormat.JSON) {
            print(json -> {
                json.writeStringField("source", source);
                json.writeStringField("sample", answer.scan().sampleId());
                json.writeStringField("verdict", verdict.name());
                json.writeBooleanField("retransmit", answer.isRetransmit());
                if (firstAcceptedAt != null) {
                    json.writeStringField("first_accepted_at", firstAcceptedAt.toString());
                }
                json.writeStringField("advice", verdict.advice());
            });
        } else if (firstAcceptedAt != null) {
            print(texts.of("line.first-accepted", texts.source(source), texts.of("verdict", verdict),
                texts.time(firstAcceptedAt, Instant.now()), texts.of("advice", verdict)));
        } else {
            print(texts.of("line", texts.source(source), texts.of("verdict", verdict), texts.of("advice", verdict)));
        }
        final String codeText = codeTexts.remove(answer.scan());
        if (codeText != null && (verdict == Verdict.ACCEPTED || verdict == Verdict.DOUBLE_SCAN)) {
            names.ask(codeText, found -> printName(source, answer.scan().sampleId(), found));
        }
    }

    /** After the verdict; where there is no name, each reason is told once. */
    private void printName(final String source, final String sampleId, final MaskedNames.Found found) {
        if (found.name() == null) {
            tellNameless(found.trouble());
        } else if (format == OutputFormat.JSON) {
            print(json -> {
                json.writeStringField("source", source);
                json.writeStringField("sample", sampleId);
                json.writeStringField("masked_name", found.name());
            });
        } else {
            print(texts.of("name", texts.source(source), found.name()));
        }
    }

    private synchronized void tellNameless(final MaskedNames.Trouble trouble) {
        if (toldTroubles.add(trouble)) {
            warn(texts.of("nameless", texts.of("nameless", trouble)));
        }
    }

    private void printUnreadable(final Inputs.Input input, final IllegalArgumentException why) {
        final String key;
        final String kind;
        if (why instanceof DocumentNumberException document) {
            key = "advice.UNREADABLE.document";
            kind = texts.of("document", document.fault());
        } else {
            key = "advice.UNREADABLE";
            kind = texts.of("unreadable", Unreadable.of(input));
        }
        printUnsent(input.source(), null, "UNREADABLE", StaffTexts.english().of(key, "", why.getMessage()),
            texts.of(key, kind, why.getMessage()));
    }

    /** What was not sent, and why: the advice in English for programs, and as staff read it. */
    private void printUnsent(
        final String source, final String sampleId, final String verdict, final String english, final String advice) {
        if (format == OutputFormat.JSON) {
            print(json -> {
                json.writeStringField("source", source);
                if (sampleId != null) {
                    json.writeStringField("sample", sampleId);
                }
                json.writeStringField("verdict", verdict);
                json.writeBooleanField("retransmit", false);
                json.writeStringField("advice", english);
            });
        } else {
            print(texts.of("line", texts.source(source), texts.of("verdict." + verdict), advice));
        }
    }

    private synchronized void print(final Json.Fields fields) {
        final Console console = Swabline.consoleOf(spec);
        Json.printLine(console.out(), fields);
        console.out().flush();
    }

    private synchronized void print(final String line) {
        final Console console = Swabline.consoleOf(spec);
        console.out().println(line);
        console.out().flush();
    }

    private void warn(final String line) {
        final Console console = Swabline.consoleOf(spec);
        console.err().println("swabline: " + line);
        console.err().flush();
    }

    /** Each reason once until a verdict comes. On the event loop. */
    private void tellWait(final RetryReason reason) {
        tellWait(texts.of("retry", reason, texts.of("retry", reason)));
    }

    private void tellWait(final String wait) {
        if (!wait.equals(lastWait)) {
            lastWait = wait;
            warn(texts.of("waiting", server(), wait));
        }
    }

    /** Each kind once: attempts go on, the user need not be told of every one. On the event loop. */
    private void tellTrouble(final ConnectionTrouble trouble) {
        if (trouble.equals(lastTrouble)) {
            return;
        }
        lastTrouble = trouble;
        if (trouble.isToWait()) {
            tellWait(trouble.in(texts));
        } else {
            warn(texts.of(trouble.isHopeless() ? "no-connection" : "no-connection.again", server(), trouble.in(texts)));
        }
    }
}
