package io.swabline.server.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many files and sockets this process may have open at a time. */
public final class OpenFilesLimit {
    private static final Pattern LINE = Pattern.compile("(?m)^Max open files\\s+(\\d+)");

    private OpenFilesLimit() {
    }

    /** The limit, as the kernel tells it (proc(5), limits); {@link Long#MAX_VALUE} if there is none or it does not tell. */
    public static long ofThisProcess() {
        try {
            return of(Files.readString(Path.of("/proc/self/limits")));
        } catch (final IOException noProc) {
            return Long.MAX_VALUE;
        }
    }

    static long of(final String limits) {
        final Matcher line = LINE.matcher(limits);
        return line.find() ? Long.parseLong(line.group(1)) : Long.MAX_VALUE;
    }
}
