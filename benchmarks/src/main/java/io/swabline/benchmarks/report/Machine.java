package io.swabline.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What figures were measured on, as far as this process can see. */
public final class Machine {
    private static final String UNKNOWN = "unknown";
    private static final double KIB_PER_GIB = 1024 * 1024;

    private Machine() {
    }

    /** Processor, cores, memory, kernel. */
    public static String hardware() {
        return String.format(Locale.ROOT, "%s, %d cores, %s memory, %s %s",
            valueIn("/proc/cpuinfo", "model name"), Runtime.getRuntime().availableProcessors(), memory(),
            System.getProperty("os.name"), System.getProperty("os.version"));
    }

    private static String memory() {
        final String kib = valueIn("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
        return kib.isEmpty() ? UNKNOWN : String.format(Locale.ROOT, "%.0f GiB", Long.parseLong(kib) / KIB_PER_GIB);
    }

    private static String valueIn(final String file, final String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key)).findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).trim()).orElse(UNKNOWN);
        } catch (final IOException notLinux) {
            return UNKNOWN;
        }
    }

    /** Name and version of this Java. */
    public static String java() {
        return System.getProperty("java.vm.name") + " " + Runtime.version();
    }

    /** Directory and kind of its file system. */
    public static String fileSystem(final Path directory) {
        try {
            return directory + " on " + Files.getFileStore(directory).type();
        } catch (final IOException e) {
            return directory + " on an " + UNKNOWN + " file system";
        }
    }

    /** Whether files there lie in memory and forcing them means nothing. */
    public static boolean isInMemory(final Path directory) {
        return fileSystem(directory).endsWith(" tmpfs");
    }
}
