package io.swabline.station.trust;

import io.swabline.protocol.OwnerOnlyFile;
import io.swabline.protocol.trust.Fingerprint;
import io.swabline.protocol.trust.TrustBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The newest bundle of each root key that a terminal trusted before another one was named: if the former is named again, none of
 * its older bundles is taken. One line of {@link HighestBundle} a root, replaced whole and forced, not signed. Immutable.
 */
final class FormerRoots {
    /** Roots are named by hand, one at a time; the one that was replaced longest ago is forgotten first. */
    static final int ROOTS_MAX = 256;
    private static final int LENGTH_MAX = 64 * 1024;

    /** By fingerprint, the one that was replaced last at the end. */
    private final Map<Fingerprint, HighestBundle> highest;

    private FormerRoots(final Map<Fingerprint, HighestBundle> highest) {
        this.highest = highest;
    }

    /** None if there is no such file; null if it does not hold what was written. */
    static FormerRoots read(final Path file) throws IOException {
        final Map<Fingerprint, HighestBundle> highest = new LinkedHashMap<>();
        try (var in = Files.newInputStream(file)) {
            final String text = new String(in.readNBytes(LENGTH_MAX), StandardCharsets.US_ASCII);
            for (final String line : text.split("(?<=\n)")) {
                final HighestBundle root = HighestBundle.parse(line);
                if (root == null) {
                    return null;
                }
                highest.put(root.root(), root);
            }
        } catch (final NoSuchFileException e) {
            return new FormerRoots(Map.of());
        }
        return new FormerRoots(highest);
    }

    /** With a root that is about to be replaced by another. */
    FormerRoots with(final HighestBundle replaced) {
        final Map<Fingerprint, HighestBundle> all = new LinkedHashMap<>(highest);
        final HighestBundle before = all.remove(replaced.root());
        all.put(replaced.root(), before != null && before.counter() > replaced.counter() ? before : replaced);
        if (all.size() > ROOTS_MAX) {
            all.remove(all.keySet().iterator().next());
        }
        return new FormerRoots(all);
    }

    /** The newest bundle that was had of the root of this one; null if it is not a former root. */
    HighestBundle of(final TrustBundle bundle) {
        return highest.get(bundle.rootFingerprint());
    }

    void write(final Path file) throws IOException {
        final StringBuilder text = new StringBuilder();
        highest.values().forEach(root -> text.append(root.line()));
        OwnerOnlyFile.replace(file, text.toString());
    }
}
