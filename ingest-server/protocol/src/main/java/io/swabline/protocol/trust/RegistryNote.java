package io.swabline.protocol.trust;

/**
 * What the registry tells the edge of a person: that a code is superseded, or that two persons are one. All of them are numbered
 * together, so that servers which share a registry read them in one order, and lie in one log.
 */
public sealed interface RegistryNote permits Cutoff, PersonLink {
    /** 1, 2, ... in the order of the registry, without gaps as the edge sees them; 0 for one of a registry followed before. */
    long sequence();

    /** When it came into force, epoch milliseconds. */
    long sinceMs();

    /** Epoch seconds from which on it may be forgotten, once no scan from before can arrive; {@link Long#MAX_VALUE} for never. */
    long validUntilSeconds();

    /** 64 bits by which it is known: the same note, told twice, has the same; another one has another. */
    long shortHash();

    /** The same note with sequence 0. */
    RegistryNote withoutSequence();
}
