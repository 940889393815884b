package io.swabline.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swabline.protocol.SamplingKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A process that issues and re-issues, and prints each answer, until it is killed. */
final class ChildDesk {
    /** Few, so that each is re-issued again and again. */
    static final int RESIDENTS = 200;
    private static final int UNDER_WAY_MAX = 64;
    private static final Pattern FLAG = Pattern.compile("--(add-opens|add-exports)=.*|-D.*|--enable-native-access=.*");

    private final Process process;
    private final Thread reader;
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private volatile String complaint = "";
    private volatile boolean isKilled;

    /** What a caller was told. */
    record Answer(boolean isReissue, int resident, String text) {
    }

    private ChildDesk(final Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "child-output");
        reader.setDaemon(true);
        reader.start();
    }

    static ChildDesk start(final DeskSettings settings, final Path keys, final long seed) throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> FLAG.matcher(argument).matches()).forEach(command::add);
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
            "-cp", System.getProperty("java.class.path"), ChildDesk.class.getName(), settings.url(), settings.user(),
            settings.password(), keys.toString(), Long.toString(seed)));
        return new ChildDesk(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void read() {
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.matches("[CR] \\d+ N1:.{150};")) { // whole: a kill may tear the last line
                    final int space = line.indexOf(' ', 2);
                    answers.add(new Answer(line.charAt(0) == 'R', Integer.parseInt(line.substring(2, space)),
                        line.substring(space + 1, line.length() - 1)));
                } else if (line.startsWith("!")) {
                    complaint = line;
                }
            }
        } catch (final IOException e) {
            // What is not read yet when a killed process is reaped may be closed under us: answers that nobody got.
            if (!isKilled) {
                complaint = e.toString();
            }
        }
    }

    List<Answer> answers() {
        return answers;
    }

    String complaint() {
        return complaint;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kill -9, and everything it said is read. */
    void kill() throws InterruptedException {
        isKilled = true;
        process.destroyForcibly();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the child does not die");
        }
        reader.join();
    }

    /** {@code url user password keys seed}. */
    public static void main(final String[] args) throws Exception {
        final PrintStream out = new PrintStream(System.out, true, UTF_8);
        final SamplingKeys keys = SamplingKeys.load(Path.of(args[3]));
        final DeskSettings d = DeskSettings.of(args[0], args[1], args[2]);
        final RegistryDesk desk = RegistryDesk.open(new DeskSettings(d.url(), d.user(), d.password(), 2, 30, d.renewBefore(),
            RelationSettings.defaults(), Integer.MAX_VALUE, 1000, 10_000_000), () -> keys, cutoffs -> { },
            InstantSource.system());
        final SplittableRandom random = new SplittableRandom(Long.parseLong(args[4]));
        final Semaphore underWay = new Semaphore(UNDER_WAY_MAX);
        for (int i = 0; i < RESIDENTS; i++) {
            desk.code(resident(i)).join();
        }
        while (!out.checkError()) { // an orphan ends by itself
            underWay.acquire();
            final int resident = random.nextInt(RESIDENTS);
            final boolean isReissue = random.nextInt(3) == 0;
            final CompletableFuture<IssuedCode> asked =
                isReissue ? desk.reissue(Residents.pseudonym(resident)) : desk.code(resident(resident));
            asked.whenComplete((code, failure) -> {
                out.println(failure == null
                    ? (isReissue ? "R " : "C ") + resident + " " + code.code().text() + ";" : "! " + failure);
                underWay.release();
            });
        }
    }

    private static Person resident(final int number) {
        return Residents.person(number, LocalDate.of(2016, 4, 9));
    }
}
