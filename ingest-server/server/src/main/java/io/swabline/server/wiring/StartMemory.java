package io.swabline.server.wiring;

import io.netty.util.internal.PlatformDependent;
import io.swabline.server.edge.EdgeTls;
import io.swabline.server.ops.MachineMemory;
import io.swabline.server.ops.OpenFilesLimit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a starting server says of its memory, and whether it gets it. */
final class StartMemory {
    private static final Logger LOGGER = LoggerFactory.getLogger(IngestServer.class);
    /** The journal's files, the registry's, libraries, and some connections of the issuing side. */
    private static final int FILES_BESIDE_STATIONS = 200;

    private StartMemory() {
    }

    /**
     * Before anything is reserved. The buffers that the settings promise to stations must be there when they are needed.
     *
     * @throws StartException with a message for the operator
     */
    static void requireAndLog(final ServerSettings settings) {
        final long heapBytes = Runtime.getRuntime().maxMemory();
        final MemoryCheck check = new MemoryCheck(settings, MachineMemory.ofThisServer(), heapBytes);
        final List<String> mistakes = check.mistakes();
        if (!mistakes.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), mistakes), null);
        }
        final String shortage = check.shortage();
        if (shortage != null) {
            throw new StartException(shortage, null);
        }
        final MemorySum memory = new MemorySum(settings, heapBytes);
        final long poolMax = PlatformDependent.maxDirectMemory();
        if (memory.poolBytes() > poolMax) {
            LOGGER.warn("listen.receive-memory-max and listen.send-memory-max need {} bytes of buffers, Java allows {}: when "
                + "they run out, connections break; lower them or raise -Dio.netty.maxDirectMemory through SWABLINE_JAVA_OPTS",
                memory.poolBytes(), poolMax);
        }
        LOGGER.info("memory: {}", memory);
        final long filesMax = OpenFilesLimit.ofThisProcess();
        if (filesMax < settings.connectionsMax() + FILES_BESIDE_STATIONS) {
            LOGGER.warn("this process may have {} files open, and listen.connections-max = {} beside the journal and pages needs "
                + "{}: when they run out, connections fail, and scans are answered RETRY at the journal's next file; raise "
                + "the limit (ulimit -n, LimitNOFILE) or lower the setting", filesMax, settings.connectionsMax(),
                settings.connectionsMax() + FILES_BESIDE_STATIONS);
        }
        LOGGER.info("for {}", DailyRoom.of(settings));
    }

    static void warnIfHeapIsSmall(final ServerSettings settings, final EdgeTls tls) {
        final long heapMax = Runtime.getRuntime().maxMemory();
        final long tlsMax = MemorySum.heapOfJdkTls(settings);
        if (tls != null && tls.isInHeap() && tlsMax > heapMax / 2) {
            LOGGER.warn("TLS is the JDK's here, which keeps its state in the heap: {} connections may take {} bytes, it has {}; "
                + "raise -Xmx through SWABLINE_JAVA_OPTS or lower listen.connections-max, or the server ends when it runs out",
                settings.connectionsMax(), tlsMax, heapMax);
        }
    }

    /** What to say when memory that was there is not given. */
    static StartException notEnough(final OutOfMemoryError cause) {
        return new StartException("the system gives no memory for the tables (" + cause.getMessage() + "): lower "
            + "city.people-per-day, "
            + "or raise what limits it (ulimit -v, MemoryMax of the unit, vm.overcommit_memory, -XX:MaxDirectMemorySize)", cause);
    }
}
