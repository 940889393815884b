package io.swabline.cli;

import io.swabline.protocol.Verdict;
import java.time.Instant;

/**
 * What became of a terminal's scan.
 *
 * @param scan            the scan
 * @param verdict         final
 * @param isRetransmit    the server had it already: the verdict is its first one
 * @param firstAcceptedAt of a double scan: when the person was registered; else null
 */
record TerminalAnswer(TerminalScan scan, Verdict verdict, boolean isRetransmit, Instant firstAcceptedAt) {
}
