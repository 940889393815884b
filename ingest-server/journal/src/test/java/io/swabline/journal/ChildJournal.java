package io.swabline.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swabline.protocol.Durability;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** A process that appends on one thread, syncs on another, and prints each durable position, until it is killed. */
final class ChildJournal {
    /** Exit code of a process that could not open the journal. */
    static final int REFUSED = 3;
    private static final Pattern FLAG = Pattern.compile("--(add-opens|add-exports)=.*|-D.*|--enable-native-access=.*"
        + "|--sun-misc-unsafe-memory-access=.*");

    private final Process process;
    private final Thread reader;
    private volatile String lastLine = "";
    private volatile long durable = -1;

    private ChildJournal(final Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "child-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** The child makes up its times, and rolls into a new file every sixteen batches or so. */
    static ChildJournal start(final Path directory, final long seed) throws IOException {
        final List<String> command = java("-Xmx64m");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ChildJournal.class.getName(), directory.toString(),
            Long.toString(seed)));
        return new ChildJournal(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** A command line of Java with the flags that this one was started with. */
    static List<String> java(final String heap) {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> FLAG.matcher(argument).matches()).forEach(command::add);
        command.addAll(List.of(heap, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        return command;
    }

    private void read() {
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lastLine = line;
                if (line.matches("\\d+;")) { // whole: a kill may tear the last line
                    durable = Long.parseLong(line.substring(0, line.length() - 1));
                }
            }
        } catch (final IOException e) {
            lastLine = e.toString();
        }
    }

    /** The last durable position that the process reported; -1 before the first. */
    long durable() {
        return durable;
    }

    String lastLine() {
        return lastLine;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kill -9, and everything it said is read. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the child did not end within 30 s; its last line: " + lastLine);
        }
        reader.join();
        return process.exitValue();
    }

    public static void main(final String[] args) {
        final Path directory = Path.of(args[0]);
        final Script script = new Script(Long.parseLong(args[1]));
        final JournalWriter journal;
        try {
            journal = JournalWriter.open(new JournalSettings(directory, Durability.DISK, RollCycle.TEST_SECONDLY,
                JournalSettings.BLOCK_SIZE_MIN, () -> TestJournals.T0));
        } catch (final JournalException e) {
            System.out.println(e.getMessage());
            System.exit(REFUSED);
            return;
        }
        final Thread appender = new Thread(() -> appendForEver(journal, script), "append");
        appender.setDaemon(true);
        appender.start();
        System.out.println(journal.durablePosition() + ";");
        while (appender.isAlive() && !System.out.checkError()) { // an orphan ends by itself
            System.out.println(journal.sync() + ";");
        }
        System.exit(1);
    }

    private static void appendForEver(final JournalWriter journal, final Script script) {
        while (true) {
            Records.append(journal, 1 + script.next(script.next(20) == 0 ? 1024 : 64), script.nextMs());
            while (journal.position() - journal.durablePosition() > 5_000) {
                LockSupport.parkNanos(20_000);
            }
        }
    }

    /** Random numbers, and times that move by a second now and then. */
    private static final class Script {
        private final SplittableRandom random;
        private long nowMs = TestJournals.T0;

        private Script(final long seed) {
            random = new SplittableRandom(seed);
        }

        private int next(final int bound) {
            return random.nextInt(bound);
        }

        private long nextMs() {
            nowMs += next(16) == 0 ? 1000 : 0;
            return nowMs;
        }
    }
}
