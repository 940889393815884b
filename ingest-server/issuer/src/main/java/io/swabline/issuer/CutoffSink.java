package io.swabline.issuer;

import io.swabline.protocol.trust.RegistryNote;
import java.util.List;

/**
 * Takes the cut-offs of a re-issue, or a link, in the process that made it. Called on the desk's thread after the commit and
 * before the request is answered. If it throws, the request is not answered but fails as REGISTRY_UNAVAILABLE; the notes stay in
 * the registry, where {@link CodeDesk#notesAfter} finds them.
 */
@FunctionalInterface
public interface CutoffSink {
    /** Takes notes, ascending by sequence; other servers' may be missing between them. Done when this returns. */
    void accept(List<RegistryNote> notes);
}
