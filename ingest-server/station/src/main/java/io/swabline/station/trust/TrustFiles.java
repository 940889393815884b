package io.swabline.station.trust;

import java.io.IOException;

/** The changes of a trust directory. Each is on the disk, with the directory's entry, when it returns. */
interface TrustFiles {
    void replaceBundle(byte[] bytes) throws IOException;

    void replaceMemory(HighestBundle highest) throws IOException;

    void replaceFormer(FormerRoots roots) throws IOException;

    void deleteMemory() throws IOException;
}
