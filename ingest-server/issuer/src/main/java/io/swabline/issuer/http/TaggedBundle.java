package io.swabline.issuer.http;

import java.util.function.Supplier;

/**
 * The trust bundle of this moment with its ETag, which is made once for each bundle: one of many superseded codes has megabytes.
 * Used by the worker threads, never by the event loop.
 */
final class TaggedBundle {
    private final Supplier<byte[]> bundles;
    private TaggedContent newest;

    TaggedBundle(final Supplier<byte[]> bundles) {
        this.bundles = bundles;
    }

    /** Null while there is none. */
    synchronized TaggedContent get() {
        final byte[] bundle = bundles.get();
        if (bundle == null) {
            return null;
        }
        if (newest == null || newest.content() != bundle) {
            newest = TaggedContent.of(bundle);
        }
        return newest;
    }
}
