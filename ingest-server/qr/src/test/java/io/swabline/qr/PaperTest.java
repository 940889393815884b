package io.swabline.qr;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * How large a code must be printed so that an old camera reads it from paper: prints, photographs and reads a few thousand codes,
 * and writes the tables of docs/codes-on-paper.md to target/codes-on-paper.md.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PaperTest {
    private static final int SHEETS = Integer.getInteger("sheets", 8);
    /** Whole printer dots a module at 200 dpi from 3 to 10, with a size between each two. */
    private static final double[] SIDES_MM = {18.7, 24.9, 28, 31.1, 34, 37.3, 43.6, 49.8, 62.2};
    /** The field of view of a phone's camera: 60 degrees along the longer side. */
    private static final double VIEW = 2 * Math.tan(Math.toRadians(30));

    @TempDir
    private Path directory;
    private final StringBuilder tables = new StringBuilder();
    private boolean hasZbar;

    /**
     * A camera held by hand: turned by up to 20 degrees, tilted by up to 20.
     *
     * @param widthPixels the longer side of its pictures
     * @param distanceMm  from the paper
     * @param blurPixels  sigma: lens, focus and hand together
     */
    private record Look(int widthPixels, double distanceMm, double blurPixels) {
        /** 2 megapixels, blurred a little more than such a lens is when held still. */
        static final Look USUAL = new Look(1600, 300, 1.2);

        double pixelsPerMm() {
            return widthPixels / (VIEW * distanceMm);
        }

        Grey at(final PrintedSheet sheet, final Grey print, final SplittableRandom random) {
            final int side = (int) (sheet.sideMm() * pixelsPerMm() * 1.7) + 8;
            return new Camera(pixelsPerMm() / sheet.pixelsPerMm(), random.nextDouble(-20, 20), random.nextDouble(20),
                random.nextDouble(360))
                .take(print, side, side, 90).blur(blurPixels).noise(5, random).jpeg(50);
        }
    }

    @BeforeAll
    void looksForZbar() {
        hasZbar = Readers.hasZbar();
    }

    @AfterAll
    void writesTables() throws Exception {
        final Path target = Files.createDirectories(Path.of("target"));
        Files.writeString(target.resolve("codes-on-paper.md"), tables);
        System.out.println(tables);
    }

    @Test
    void shouldReadByDistanceAndBlur() throws Exception {
        heading("Size, camera and distance, at a blur of 1.2 pixels");
        final Map<String, Look> looks = new LinkedHashMap<>();
        for (final int distanceCm : new int[] {15, 20, 30, 40, 50}) {
            looks.put("2 MP, " + distanceCm + " cm", new Look(1600, distanceCm * 10, 1.2));
        }
        for (final int distanceCm : new int[] {30, 50, 80}) {
            looks.put("5 MP, " + distanceCm + " cm", new Look(2592, distanceCm * 10, 1.2));
        }
        bySize(looks, 200);
        heading("Size and blur, 2 MP at 30 cm; blur as sigma in pixels");
        looks.clear();
        for (final double blur : new double[] {0.6, 0.9, 1.2, 1.5, 1.8, 2.4}) {
            looks.put(blur + " px", new Look(1600, 300, blur));
        }
        final Map<Double, double[]> shares = bySize(looks, 200);
        assertThat(shares.get(49.8)[1]).as("the recommended size as a camera usually sees it").isGreaterThanOrEqualTo(0.95);
        heading("The same from a printer of 300 dpi");
        bySize(looks, 300);
    }

    @Test
    void shouldReadByErrorCorrection() throws Exception {
        heading("Error correction: side 49.8 mm, 2 MP at 30 cm; blur as sigma in pixels");
        for (final ErrorCorrectionLevel level : ErrorCorrectionLevel.values()) {
            final StringBuilder row = new StringBuilder();
            cells(PrintedSheet.usual(49.8).withLevel(level), false, blurred(0.6, 1.2, 1.8, 2.4), row);
            cells(PrintedSheet.usual(49.8).withLevel(level), true, blurred(1.2, 1.8, 2.4), row);
            final int modules = PrintedSheet.matrix(QrTexts.random(new SplittableRandom(1)), level).getWidth();
            row(level + ", " + modules + " x " + modules, row,
                "level, modules | 0.6 | 1.2 | 1.8 | 2.4 | stain, 1.2 | stain, 1.8 | stain, 2.4", level == first());
        }
    }

    @Test
    void shouldReadByContrast() throws Exception {
        heading("Contrast: side 49.8 mm, 2 MP at 30 cm, blur 1.2");
        for (final double toner : new double[] {1, 0.8, 0.6, 0.5, 0.4, 0.3}) {
            final StringBuilder row = new StringBuilder();
            for (final double paper : new double[] {225, 180, 140, 100, 70}) {
                cells(PrintedSheet.usual(49.8).withToner(toner, paper), false, List.of(Look.USUAL), row);
            }
            row("toner " + Math.round(toner * 100) + " %", row,
                "dots of a dark module | white (225) | yellow (180) | pink (140) | kraft (100) | dark (70)", toner == 1);
        }
    }

    @Test
    void shouldReadByQuietZone() throws Exception {
        heading("Quiet zone left white before something black: side 49.8 mm, 2 MP at 30 cm");
        for (final double modules : new double[] {0, 0.5, 1, 2, 3, 4}) {
            final StringBuilder row = new StringBuilder();
            cells(PrintedSheet.usual(49.8).withQuietZone(modules), false, blurred(0.6, 1.2, 1.8, 2.4), row);
            row(modules + " modules", row, "white | blur 0.6 | 1.2 | 1.8 | 2.4", modules == 0);
        }
    }

    @Test
    void shouldReadByInk() throws Exception {
        heading("Ink that spreads and smears, 200 dpi, 2 MP at 30 cm, blur 1.2");
        for (final double sideMm : new double[] {24.9, 31.1, 37.3, 43.6, 49.8}) {
            final StringBuilder row = new StringBuilder();
            for (final double[] ink : new double[][] {{0, 0}, {2 / 3.0, 0}, {1, 0}, {1 / 3.0, 2}, {1 / 3.0, 5}, {1, 5}}) {
                cells(PrintedSheet.usual(sideMm).withInk(ink[0], ink[1]), false, List.of(Look.USUAL), row);
            }
            row(sideMm + " mm", row,
                "side | none | gain 2/3 dots | gain 1 | gain 1/3, smear 2 | gain 1/3, smear 5 | gain 1, smear 5",
                sideMm == 24.9);
        }
    }

    private static ErrorCorrectionLevel first() {
        return ErrorCorrectionLevel.values()[0];
    }

    private Map<Double, double[]> bySize(final Map<String, Look> looks, final int dpi) throws Exception {
        final Map<Double, double[]> bySize = new LinkedHashMap<>();
        for (final double sideMm : SIDES_MM) {
            final StringBuilder row = new StringBuilder();
            bySize.put(sideMm, cells(PrintedSheet.usual(sideMm).withDpi(dpi), false, looks.values(), row));
            row(String.format("%.1f mm, %.2f dots", sideMm, sideMm / 25.4 * dpi / 49), row,
                "side, a module | " + String.join(" | ", looks.keySet()), sideMm == SIDES_MM[0]);
        }
        return bySize;
    }

    /** Percent read by ZXing, by ours and by zbarimg, for each look; and the shares of ours. */
    private double[] cells(
        final PrintedSheet sheet, final boolean hasStain, final Collection<Look> looks, final StringBuilder row)
        throws Exception {
        final int[] byZxing = new int[looks.size()];
        final int[] byOurs = new int[looks.size()];
        final int[] byZbar = new int[looks.size()];
        for (int i = 0; i < SHEETS; i++) {
            final String text = QrTexts.random(new SplittableRandom(1000 + i));
            final Grey print = sheet.print(text);
            if (hasStain) {
                stain(print, new SplittableRandom(2000 + i));
            }
            int column = 0;
            for (final Look look : looks) {
                final BufferedImage picture = look.at(sheet, print, new SplittableRandom(3000 + i)).toImage();
                byZxing[column] += count(Readers.plainZxing(picture), text);
                byOurs[column] += count(Readers.ours(picture), text);
                if (hasZbar) {
                    final Path file = directory.resolve("sheet.png");
                    ImageIO.write(picture, "png", file.toFile());
                    byZbar[column] += count(Readers.zbar(List.of(file)), text);
                }
                column++;
            }
        }
        for (int i = 0; i < looks.size(); i++) {
            row.append(" | ").append(percent(byZxing[i])).append(' ').append(percent(byOurs[i])).append(' ')
                .append(hasZbar ? percent(byZbar[i]) : "–");
        }
        return Arrays.stream(byOurs).mapToDouble(read -> read / (double) SHEETS).toArray();
    }

    private static List<Look> blurred(final double... sigmas) {
        return Arrays.stream(sigmas).mapToObj(sigma -> new Look(1600, 300, sigma)).toList();
    }

    private static int count(final Set<String> read, final String drawn) {
        assertThat(Set.of(drawn)).as("nothing is read that was not drawn").containsAll(read);
        return read.size();
    }

    /** A dark drop, a tenth of the code's side across, not on a finder pattern. */
    private static void stain(final Grey print, final SplittableRandom random) {
        final double atX = print.width * random.nextDouble(0.45, 0.65);
        final double atY = print.height * random.nextDouble(0.45, 0.65);
        final double radius = print.width * 0.065;
        print.treat((x, y, old) -> Math.hypot(x - atX, y - atY) < radius ? Math.min(old, 60) : old);
    }

    private static long percent(final int read) {
        return Math.round(100.0 * read / SHEETS);
    }

    private void heading(final String text) {
        tables.append("\n### ").append(text).append("\n\n");
    }

    private void row(final String name, final CharSequence cells, final String header, final boolean isFirst) {
        if (isFirst) {
            tables.append("| ").append(header).append(" |\n")
                .append("| --- ".repeat(header.split("\\|").length)).append("|\n");
        }
        tables.append("| ").append(name).append(cells).append(" |\n");
    }
}
