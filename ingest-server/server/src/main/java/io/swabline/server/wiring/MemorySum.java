package io.swabline.server.wiring;

import io.swabline.server.subscribe.SubscriberLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The most memory that a server takes under its settings, part by part: each part is a limit that the server keeps, so the sum
 * holds whatever stations do. Not counted is what is the kernel's: socket buffers, which net.ipv4.tcp_mem bounds, and the pages
 * of the journal that are mapped, which it takes back when it needs them.
 */
public final class MemorySum {
    private static final long MIB = 1 << 20;
    private static final int PERSON_BYTES = 25;
    private static final int SAMPLE_BYTES = 50;
    private static final int STREAM_BYTES = 100;
    private static final int CUTOFF_BYTES = 150;
    private static final int LINK_BYTES = 150;
    private static final int SLOT_BYTES = 128;
    /** Kept by the pool beyond what is in use: larger buffers beside those that they replace, sizes rounded up, broken chunks. */
    private static final int POOL_PERCENT = 25;
    private static final long POOL_BYTES = 32 * MIB;
    /** Handshake, keys and records of a TLS connection: outside the heap with OpenSSL, in it with the JDK's TLS. */
    private static final long TLS_BYTES = 64 << 10;
    /** Code, classes, stacks and the collector's tables of the Java machine. */
    private static final long JVM_BYTES = 256 * MIB;

    private final Map<String, Long> parts = new LinkedHashMap<>();
    private final long poolBytes;

    /** @param heapBytes the largest heap, as -Xmx says */
    public MemorySum(final ServerSettings settings, final long heapBytes) {
        final AdmissionSettings admission = settings.admission();
        parts.put("people", settings.personsMax() * PERSON_BYTES);
        parts.put("samples", settings.samplesMax() * SAMPLE_BYTES);
        parts.put("streams", settings.streamsMax() * ((long) settings.creditScans() + STREAM_BYTES));
        parts.put("superseded codes", (long) settings.cutoffsMax() * CUTOFF_BYTES);
        parts.put("linked persons", (long) settings.linksMax() * LINK_BYTES);
        parts.put("ring and replies", (long) settings.ringSlots() * SLOT_BYTES
            + (long) settings.eventLoops() * Pipeline.REPLY_QUEUE_LENGTH);
        final long receive = admission.receiveMemoryMax() + admission.receiveMemoryMax() * POOL_PERCENT / 100;
        poolBytes = receive + admission.sendMemoryMax() + POOL_BYTES
            + settings.subscribers().max() * SubscriberLimits.POOL_BYTES_A_SUBSCRIBER;
        parts.put("receive", receive);
        parts.put("send", admission.sendMemoryMax());
        parts.put("buffer pool", POOL_BYTES);
        if (settings.access().hasTls()) {
            parts.put("TLS", settings.connectionsMax() * TLS_BYTES);
        }
        parts.put("subscribers", settings.subscribers().max() * SubscriberLimits.BYTES_A_SUBSCRIBER);
        parts.put("heap", heapBytes);
        parts.put("Java", JVM_BYTES);
    }

    /** Bytes by what takes them, the way of a scan first. */
    public Map<String, Long> parts() {
        return Map.copyOf(parts);
    }

    /** Bytes of direct memory, which are reserved at the start: tables, ring and replies. */
    long directBytes() {
        return parts.get("people") + parts.get("samples") + parts.get("streams") + parts.get("ring and replies");
    }

    /** MiB that a table of so many people takes. */
    static long mibOfPeople(final long people) {
        return inMib(people * PERSON_BYTES);
    }

    /** MiB that a table of so many samples takes. */
    static long mibOfSamples(final long samples) {
        return inMib(samples * SAMPLE_BYTES);
    }

    /** MiB that a table of so many streams takes. */
    static long mibOfStreams(final long streams, final int creditScans) {
        return inMib(streams * (creditScans + STREAM_BYTES));
    }

    /** Bytes that TLS may take of the heap where it is the JDK's. */
    static long heapOfJdkTls(final ServerSettings settings) {
        return settings.connectionsMax() * TLS_BYTES;
    }

    /** Bytes that Netty's pool must be able to take. */
    long poolBytes() {
        return poolBytes;
    }

    /** All parts together. */
    public long bytes() {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** In MiB; each part is rounded up, and the sum is that of the rounded parts, so that a reader can add them up. */
    @Override
    public String toString() {
        final StringJoiner text = new StringJoiner(" + ");
        parts.forEach((name, bytes) -> text.add(name + " " + inMib(bytes)));
        return "at most " + parts.values().stream().mapToLong(MemorySum::inMib).sum() + " MiB = " + text;
    }

    private static long inMib(final long bytes) {
        return (bytes + MIB - 1) / MIB;
    }
}
