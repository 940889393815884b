/**
 * What stations, server and downstream systems agree on: the sampling code and its keys, the person's pseudonym, the rules
 * of ID numbers, documents and sample ids, the verdicts, and the layout of frames and scans. The messages themselves are
 * generated from {@code station-protocol.xml} into {@code io.swabline.protocol.codec}. Nothing here knows sockets, rings or
 * journals; what runs for every scan allocates nothing, and no secret or identity ever stands in a {@code toString} or a message.
 */
package io.swabline.protocol;
