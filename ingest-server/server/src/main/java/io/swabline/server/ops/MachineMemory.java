package io.swabline.server.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory a server may take: of the machine, and of the control groups around this process, such as a container's or a
 * systemd
 * unit's MemoryMax. {@link Long#MAX_VALUE} stands for a limit that is not known.
 *
 * @param bytes          all of it
 * @param bound          what bounds it: {@code the machine}, or the control group's name
 * @param availableBytes what is available now, caches that the kernel would give up included
 * @param directBytes    what Java was told to allow outside the heap, -XX:MaxDirectMemorySize; not known where it was not told
 */
public record MachineMemory(long bytes, String bound, long availableBytes, long directBytes) {
    private static final Path GROUPS = Path.of("/sys/fs/cgroup");
    private static final Pattern UNIFIED = Pattern.compile("(?m)^0::(/.*)$");
    private static final Pattern VERSION_1 = Pattern.compile("(?m)^\\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(/.*)$");

    /** As the kernel (proc(5), cgroups(7)) and this Java tell. */
    public static MachineMemory ofThisProcess() {
        return of(text(Path.of("/proc/meminfo")), text(Path.of("/proc/self/cgroup")), GROUPS, directLimit());
    }

    /** The same, with Java's own limit of direct memory, as large as the heap, where it was told none. */
    public static MachineMemory ofThisServer() {
        final MachineMemory memory = ofThisProcess();
        return memory.directBytes != Long.MAX_VALUE ? memory : new MachineMemory(
            memory.bytes, memory.bound, memory.availableBytes, Runtime.getRuntime().maxMemory());
    }

    static MachineMemory of(final String meminfo, final String groups, final Path root, final long directBytes) {
        MachineMemory memory = new MachineMemory(
            kib(meminfo, "MemTotal"), "the machine", kib(meminfo, "MemAvailable"), directBytes);
        final Matcher unified = UNIFIED.matcher(groups);
        if (unified.find()) {
            memory = memory.within(root, unified.group(1), List.of("memory.max", "memory.current"), "file");
        }
        final Matcher version1 = VERSION_1.matcher(groups);
        if (version1.find()) {
            memory = memory.within(root.resolve("memory"), version1.group(1),
                List.of("memory.limit_in_bytes", "memory.usage_in_bytes"), "total_cache");
        }
        return memory;
    }

    /** The least of this and of the limits of a group and of all that it lies in. */
    private MachineMemory within(final Path root, final String group, final List<String> files, final String cache) {
        MachineMemory least = this;
        for (Path directory = root.resolve(group.substring(1)).normalize(); directory.startsWith(root);
            directory = directory.getParent()) {
            final long max = number(text(directory.resolve(files.get(0))));
            if (max < least.bytes) {
                least = new MachineMemory(max, "the control group " + directory, least.availableBytes, directBytes);
            }
            final long used = number(text(directory.resolve(files.get(1))));
            if (max != Long.MAX_VALUE && used != Long.MAX_VALUE) {
                final long available = Math.max(0, max - used + cached(text(directory.resolve("memory.stat")), cache));
                least = new MachineMemory(least.bytes, least.bound, Math.min(available, least.availableBytes), directBytes);
            }
        }
        return least;
    }

    private static long kib(final String meminfo, final String name) {
        final Matcher line = Pattern.compile("(?m)^" + name + ":\\s+(\\d+) kB$").matcher(meminfo);
        return line.find() ? Long.parseLong(line.group(1)) << 10 : Long.MAX_VALUE;
    }

    private static long cached(final String stat, final String name) {
        final Matcher line = Pattern.compile("(?m)^" + name + " (\\d+)$").matcher(stat);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    /** "max", and the largest number of version 1, are no limit. */
    private static long number(final String text) {
        final String digits = text.strip();
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : Long.MAX_VALUE;
    }

    private static String text(final Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (final IOException | UncheckedIOException notTold) {
            return "";
        }
    }

    /** By the arguments of this Java: where it was told nothing, it allows as much as the heap may have. */
    private static long directLimit() {
        long limit = Long.MAX_VALUE;
        for (final String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (argument.startsWith("-XX:MaxDirectMemorySize=")) {
                limit = size(argument.substring(argument.indexOf('=') + 1));
            }
        }
        return limit;
    }

    /** As Java writes sizes: a number, and k, m, g or t. */
    static long size(final String text) {
        final Matcher size = Pattern.compile("(\\d{1,15})([kKmMgGtT]?)").matcher(text);
        if (!size.matches()) {
            return Long.MAX_VALUE;
        }
        final int shift = size.group(2).isEmpty() ? 0 : 10 * (1 + "kmgt".indexOf(size.group(2).toLowerCase(Locale.ROOT)));
        final long number = Long.parseLong(size.group(1));
        return number == 0 || number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift;
    }
}
