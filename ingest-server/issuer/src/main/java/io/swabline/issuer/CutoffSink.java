package io.swabline.issuer;

import io.swabline.protocol.trust.Cutoff;
import java.util.List;

/**
 * Takes the cut-offs of a re-issue in the process that made it. Called on the desk's thread behind the commit and before the
 * re-issue is answered. If it throws, the re-issue is not answered but fails as REGISTRY_UNAVAILABLE; the cut-offs stay in the
 * registry, where {@link CodeDesk#cutoffsAfter} finds them.
 */
@FunctionalInterface
public interface CutoffSink {
    /** Takes cut-offs, ascending by sequence; other servers' may be missing between them. Done when this returns. */
    void accept(List<Cutoff> cutoffs);
}
