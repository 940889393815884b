package io.swabline.loadgen.hostile;

import org.agrona.MutableDirectBuffer;

/** Writes sample id and ID number of one scan, whose bytes are zero there. */
@FunctionalInterface
interface ScanWriter {
    /**
     * @param offset   of the scan's 64 bytes
     * @param sequence of the scan, from 1
     */
    void write(MutableDirectBuffer buffer, int offset, long sequence);
}
