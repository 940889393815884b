package io.swabline.server.wiring;

import io.swabline.server.ops.MachineMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a server with these settings gets its memory: of the machine, or of the control group that it runs in, and of what Java
 * was
 * told to allow outside the heap. The whole sum must fit, so that no overload ends the process in the middle of a day; what the
 * tables take is taken at the start.
 */
final class MemoryCheck {
    /** Direct memory for what else there is: buffers of files and sockets that Java makes itself. */
    private static final long DIRECT_RESERVE_BYTES = 64L << 20;

    private final ServerSettings settings;
    private final MachineMemory memory;
    private final MemorySum sum;

    MemoryCheck(final ServerSettings settings, final MachineMemory memory, final long heapBytes) {
        this.settings = settings;
        this.memory = memory;
        sum = new MemorySum(settings, heapBytes);
    }

    /** What a server would die of, now or later, each with what to do. */
    List<String> mistakes() {
        final List<String> mistakes = new ArrayList<>();
        if (sum.bytes() > memory.bytes()) {
            mistakes.add(String.format(Locale.ROOT, "the server needs %s; %s has %d MiB: %s", sum, memory.bound(),
                memory.bytes() >> 20, remedy()));
        }
        final long directBytes = sum.directBytes() + DIRECT_RESERVE_BYTES;
        if (directBytes > memory.directBytes()) {
            mistakes.add(String.format(Locale.ROOT, "the tables need %d MiB of direct memory, and Java's limit is %d MiB "
                + "(-XX:MaxDirectMemorySize): take that flag out of SWABLINE_JAVA_OPTS, or set it to %dm or more, or lower "
                + "city.people-per-day", mib(directBytes), memory.directBytes() >> 20, mib(directBytes)));
        }
        return mistakes;
    }

    /** Why a start would fail at this moment, although the machine is large enough; null if it would not. */
    String shortage() {
        if (sum.directBytes() <= memory.availableBytes()) {
            return null;
        }
        return String.format(Locale.ROOT, "the tables take %d MiB at the start, and only %d MiB are available now: stop what "
            + "uses the "
            + "memory (another server?), or lower city.people-per-day", mib(sum.directBytes()), memory.availableBytes() >> 20);
    }

    /** The people a day for which there is enough, where less of them helps at all. */
    private String remedy() {
        final long tables = sum.parts().get("people") + sum.parts().get("samples");
        final long left = tables - (sum.bytes() - memory.bytes());
        final long people = DailyRoom.of(settings).peoplePerDay();
        return left <= 0 ? "give it more, or lower the limits under listen and subscribers, and city.stations"
            : String.format(Locale.ROOT, "give it more, or lower city.people-per-day to %d or less (now %d)",
                (long) ((double) left / tables * people), people);
    }

    private static long mib(final long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
