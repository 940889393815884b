package io.swabline.journal;

import java.util.List;

/**
 * What opening a journal found and did.
 *
 * @param generation   number of the generation that was begun
 * @param nextPosition of the next record
 * @param records      of the generation before that were read back and checked; none if its writer was closed
 * @param batches      that held them
 * @param cutBytes     cut from its end, because a batch there was torn and nothing behind it had been acknowledged
 * @param quarantined  positions newly found to be lost, below what had been acknowledged
 * @param removed      empty generations that were removed
 * @param notes        one sentence each about what an operator should know, best logged as warnings
 * @param durationMs   of all this
 */
public record RecoveryReport(
    int generation, long nextPosition, long records, long batches, long cutBytes, List<PositionRange> quarantined,
    int removed, List<String> notes, long durationMs) {
}
