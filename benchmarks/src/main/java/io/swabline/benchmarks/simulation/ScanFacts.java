package io.swabline.benchmarks.simulation;

import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.Verdict;

/**
 * A scan as its terminal made it, and what of its verdict follows from itself.
 *
 * @param bytes           the 64 bytes that are sent
 * @param refusal         the verdict, whatever the clocks say; null if it depends
 * @param person          null where a refusal hides it
 * @param issueNumber     of the code; 0 for an ID number
 * @param issuedAtSeconds of the code; 0 for an ID number
 * @param isBadSample     whether the sample id cannot be used
 * @param madeServerMs    the server's time when the terminal had the scan
 */
record ScanFacts(byte[] bytes, Verdict refusal, Pseudonym person, long issueNumber, long issuedAtSeconds, boolean isBadSample,
    long madeServerMs) {
    boolean isCode() {
        return issuedAtSeconds != 0;
    }
}
