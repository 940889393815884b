package io.swabline.qr;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Photographs of codes as people take them: how many are read, and that nothing is read that was not drawn. */
final class DamageTest {
    private static final Predicate<String> IS_SAMPLING_CODE = text -> text.startsWith("N1:") && text.length() == 153;
    private static final int PICTURES = Integer.getInteger("pictures", 10);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void shouldReadDamagedPictures(final Damage damage) {
        final int pictures = damage == Damage.SMALL ? 2 : 6;
        int drawn = 0;
        int read = 0;
        for (int seed = 1; seed <= pictures; seed++) {
            final Damage.Taken taken = damage.take(damage.asked, seed);
            drawn += taken.texts().size();
            read += ours(taken).size();
        }
        assertThat(read / (double) drawn).as("%s, %s: share read", damage.title, damage.asked)
            .isGreaterThanOrEqualTo(damage.shareMin);
    }

    /** Work is counted, so it ends on a slow machine too: this is some three seconds of it on one core. */
    @Test
    @Timeout(60)
    void shouldGiveUpOnPicturesWithoutACode() {
        final SplittableRandom random = new SplittableRandom(1);
        final Grey table = Damage.clutter(4000, 3000, random).noise(5, random);
        final Grey squares = new Grey(1000, 1000, 255).treat((x, y, old) -> {
            final int ring = Math.max(Math.abs(x % 27 / 3 - 4), Math.abs(y % 27 / 3 - 4));
            return ring <= 1 || ring == 3 ? 0 : 255;
        });
        for (final Grey picture : List.of(table, squares, new Grey(1, 1, 255), new Grey(3000, 2, 0))) {
            assertThat(Readers.ours(picture.toImage())).isEmpty();
        }
    }

    /** Prints the table of docs/reading-codes.md and writes it to target/reading-codes.md. */
    @Test
    @Tag("slow")
    void shouldMeasureAllDamages() throws Exception {
        final StringBuilder table = new StringBuilder("| damage | strength | ZXing | Swabline | zbarimg | ms a picture |\n"
            + "| --- | --- | --- | --- | --- | --- |\n");
        for (final Damage damage : Damage.values()) {
            for (final double strength : damage.strengths) {
                table.append(row(damage, strength)).append('\n');
            }
        }
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("reading-codes.md"), table);
        System.out.println(table);
    }

    private String row(final Damage damage, final double strength) throws Exception {
        final int pictures = damage == Damage.SMALL ? Math.max(2, PICTURES / 3) : PICTURES;
        final boolean hasZbar = Readers.hasZbar();
        int drawn = 0;
        int byZxing = 0;
        int byOurs = 0;
        int byZbar = 0;
        long durationNs = 0;
        for (int seed = 1; seed <= pictures; seed++) {
            final Damage.Taken taken = damage.take(strength, seed);
            final BufferedImage image = taken.picture().toImage();
            drawn += taken.texts().size();
            byZxing += drawn(Readers.plainZxing(image), taken).size();
            final long startNs = System.nanoTime();
            byOurs += ours(taken).size();
            durationNs += System.nanoTime() - startNs;
            if (hasZbar) {
                final Path file = directory.resolve("picture.png");
                ImageIO.write(image, "png", file.toFile());
                byZbar += drawn(Readers.zbar(List.of(file)), taken).size();
            }
        }
        return String.format("| %s | %s | %.0f %% | %.0f %% | %s | %d |", damage.title, strength, 100.0 * byZxing / drawn,
            100.0 * byOurs / drawn, hasZbar ? String.format("%.0f %%", 100.0 * byZbar / drawn) : "not installed",
            durationNs / 1_000_000 / pictures);
    }

    private static Set<String> ours(final Damage.Taken taken) {
        try {
            return drawn(new HashSet<>(QrReader.read(taken.picture().toImage(), IS_SAMPLING_CODE)), taken);
        } catch (final QrException e) {
            return Set.of(); // the answer where there is no code
        }
    }

    /** The sampling codes among them, which must all have been drawn. */
    private static Set<String> drawn(final Set<String> texts, final Damage.Taken taken) {
        final Set<String> ours = new HashSet<>(texts);
        ours.removeIf(text -> text.startsWith("HTTPS://EXAMPLE.ORG/"));
        assertThat(taken.texts()).as("nothing is read that was not drawn").containsAll(ours);
        return ours;
    }
}
