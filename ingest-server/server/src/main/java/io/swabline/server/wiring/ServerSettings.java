package io.swabline.server.wiring;

import io.swabline.protocol.Durability;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Everything that can be set on an ingest server, typed and within its range. Immutable; made once before the start from
 * {@code reference.conf}, the operator's file and the command line, and handed down to the stages. What each setting means to an
 * operator, with units and defaults, stands in {@code config/swabline.conf}.
 *
 * @param dataDirectory       holds the journal; one server at a time
 * @param host                address to listen on
 * @param port                TCP port to listen on; 0 takes any free one
 * @param keysFile            sampling keys and pepper, readable by the owner only
 * @param createKeysIfMissing make a new key file when there is none, instead of refusing to start
 * @param durability          what an acknowledgement promises
 * @param eventLoops          threads that read from and write to stations
 * @param transport           {@code auto}, {@code epoll} or {@code nio}
 * @param connectionsMax      connections at once; further ones are refused
 * @param creditScans         scans that a stream may have unacknowledged; as many verdicts are remembered per stream
 * @param ringSlots           slots of the ring, a power of two
 * @param pipelineThreads     1: all stages on one thread; 2: sync and reply on a thread of their own
 * @param batchScansMax       slots that the first pipeline thread handles before it hands them on
 * @param dedupWindow         a person is accepted once in this time
 * @param backlogMax          oldest scan that a station may deliver late
 * @param skewMax             largest difference of a station's clock that is corrected
 * @param skewTolerance       difference of a station's clock that is left alone
 * @param futureTolerance     how far ahead of the server's clock a corrected scan may lie
 * @param clockBehindMax      how far before the journal's newest batch the machine's clock may be at the start
 * @param city                the city that the tables are for
 * @param personsMax          people that the deduplication table holds
 * @param samplesMax          sample ids that the pool table holds
 * @param streamsMax          station streams that are remembered
 * @param poolSize            accepted people per sample id
 * @param drainTimeout        longest wait for scans in flight when stopping
 * @param reconnectSpread     a draining server spreads its stations' reconnections over this time
 * @param frameDeadline       longest time from a frame's first byte to its last
 * @param helloDeadline       longest time from connecting to Hello
 * @param idleTimeout         a connection that says nothing for this long is closed
 * @param rollCycle           Chronicle Queue roll cycle of the journal's files
 * @param journalBlockSize    bytes by which the journal's files are mapped and grow
 * @param anyFileSystem       whether the journal may lie on a file system that it is refused on
 * @param retryAfter          what a RETRY asks a station to wait
 * @param diskFreeMin         bytes that the journal leaves free on its disk; below, new scans are answered RETRY
 * @param cutoffsMax          superseded codes that the server holds at once
 * @param linksMax            links of persons that are one, which the server holds
 * @param access              who may connect, and TLS
 * @param issuing             the issuing side
 * @param admission           what stations may not take together
 * @param subscribers         who may read the journal over the network
 */
public record ServerSettings(
    Path dataDirectory,
    String host,
    int port,
    Path keysFile,
    boolean createKeysIfMissing,
    Durability durability,
    int eventLoops,
    String transport,
    int connectionsMax,
    int creditScans,
    int ringSlots,
    int pipelineThreads,
    int batchScansMax,
    Duration dedupWindow,
    Duration backlogMax,
    Duration skewMax,
    Duration skewTolerance,
    Duration futureTolerance,
    Duration clockBehindMax,
    CitySettings city,
    long personsMax,
    long samplesMax,
    int streamsMax,
    int poolSize,
    Duration drainTimeout,
    Duration reconnectSpread,
    Duration frameDeadline,
    Duration helloDeadline,
    Duration idleTimeout,
    String rollCycle,
    long journalBlockSize,
    boolean anyFileSystem,
    Duration retryAfter,
    long diskFreeMin,
    int cutoffsMax,
    int linksMax,
    AccessSettings access,
    IssuingSettings issuing,
    AdmissionSettings admission,
    SubscriberSettings subscribers)
{
}
