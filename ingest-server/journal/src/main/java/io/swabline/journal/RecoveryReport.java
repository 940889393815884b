package io.swabline.journal;

import java.util.List;

/**
 * What opening a journal found and did.
 *
 * @param generation   number of the generation that was begun
 * @param nextPosition of the next record
 * @param records      of the generation before that were read again and checked; none if its writer was closed
 * @param unacknowledged of those, the ones after the durable position: nobody was told of them. All where that is not known
 * @param batches      that held them
 * @param cutBytes     cut from its end, because a batch there was torn and nothing behind it had been acknowledged
 * @param quarantined  positions newly found to be lost, below what had been acknowledged
 * @param quarantinedBefore positions that are known to be lost since an earlier start, ascending; their files are not read again
 * @param removed      empty generations that were removed
 * @param isAcknowledgedKnown whether WATERMARK told what had been acknowledged
 * @param notes        one sentence each about what an operator should know, best logged as warnings
 * @param durationMs   of all this
 */
public record RecoveryReport(
    int generation, long nextPosition, long records, long unacknowledged, long batches, long cutBytes,
    List<PositionRange> quarantined, List<PositionRange> quarantinedBefore, int removed, boolean isAcknowledgedKnown,
    List<String> notes, long durationMs) {

    /** What to tell an operator of positions that are quarantined by this start. */
    public String toldOf(final PositionRange lost) {
        return "positions " + lost + (isAcknowledgedKnown
            ? " were acknowledged and are damaged or gone"
            : " cannot be read: damaged, or torn when the server or its power ended. WATERMARK, which would tell whether they "
                + "were acknowledged, is missing or damaged")
            + ". Quarantined: these positions are not used again; 'swabline journal verify' names the file";
    }
}
