package io.swabline.protocol.trust;

import java.nio.file.Path;

/**
 * What opening a cut-off log found.
 *
 * @param live           records that still matter
 * @param forgotten      records that no scan can need any more; gone now
 * @param cutBytes       of a write that was under way when the process or the machine stopped, answered to nobody; gone now
 * @param damagedRecords in the middle, or missing of those that the header counts; what they said is read again from the registry
 * @param damagedFile    the file as it was found, kept for a look; null if nothing was damaged
 */
public record CutoffLogReport(int live, int forgotten, long cutBytes, int damagedRecords, Path damagedFile) {
}
