package io.swabline.qr;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.Binarizer;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.NotFoundException;
import com.google.zxing.ReaderException;
import com.google.zxing.Result;
import com.google.zxing.ResultPoint;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.multi.qrcode.QRCodeMultiReader;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds the QR codes in a picture, in whatever direction, light on dark too. Tries the likely first and gives up late: two ways
 * to tell dark from light, then other sizes, then the negative. Stateless.
 */
public final class QrReader {
    private static final Map<DecodeHintType, ?> HINTS = Map.of(DecodeHintType.TRY_HARDER, Boolean.TRUE);
    /** Below this a picture is also tried enlarged. */
    private static final int SMALL_SIDE_PIXELS = 400;
    /** Above this a picture is also tried at half its size, and again. */
    private static final int LARGE_SIDE_PIXELS = 300;
    private static final List<Function<LuminanceSource, Binarizer>> BINARIZERS =
        List.of(HybridBinarizer::new, GlobalHistogramBinarizer::new);

    private QrReader() {
    }

    /** The texts of all codes in an image file, from top to bottom; {@link QrException} if there is none or it cannot be read. */
    public static List<String> readFile(final Path file) throws QrException {
        final List<String> texts = find(ImageFile.read(file));
        if (texts.isEmpty()) {
            throw new QrException("no QR code found in " + file
                + ": the whole code and its white margin must be in the picture, "
                + "sharp and without glare");
        }
        return texts;
    }

    /** The texts of all codes in a picture, from top to bottom; {@link QrException} if there is none. */
    public static List<String> read(final BufferedImage image) throws QrException {
        final List<String> texts = find(image);
        if (texts.isEmpty()) {
            throw new QrException(
                "no QR code found in the picture of " + image.getWidth() + " x " + image.getHeight() + " pixels");
        }
        return texts;
    }

    private static List<String> find(final BufferedImage image) {
        final Luminance original = Luminance.of(image);
        final List<Luminance> sizes = new ArrayList<>(List.of(original));
        if (Math.max(image.getWidth(), image.getHeight()) < SMALL_SIDE_PIXELS) {
            sizes.add(original.enlarged());
        }
        for (Luminance size = original; Math.min(size.getWidth(), size.getHeight()) > LARGE_SIDE_PIXELS;) {
            size = size.half();
            sizes.add(size);
        }
        for (final Luminance size : sizes) {
            final List<String> texts = find(size);
            if (!texts.isEmpty()) {
                return texts;
            }
        }
        for (final Luminance size : sizes) {
            final List<String> texts = find(size.invert());
            if (!texts.isEmpty()) {
                return texts;
            }
        }
        return List.of();
    }

    private static List<String> find(final LuminanceSource source) {
        final List<Result> results = new ArrayList<>();
        for (final Function<LuminanceSource, Binarizer> binarizer : BINARIZERS) {
            results.addAll(findAll(new BinaryBitmap(binarizer.apply(source))));
        }
        for (int i = 0; results.isEmpty() && i < BINARIZERS.size(); i++) {
            results.addAll(findOne(new BinaryBitmap(BINARIZERS.get(i).apply(source))));
        }
        results.sort(Comparator.comparingDouble(QrReader::top).thenComparingDouble(QrReader::left));
        final LinkedHashSet<String> texts = new LinkedHashSet<>();
        results.forEach(result -> texts.add(result.getText()));
        return List.copyOf(texts);
    }

    private static List<Result> findAll(final BinaryBitmap bitmap) {
        try {
            return List.of(new QRCodeMultiReader().decodeMultiple(bitmap, HINTS));
        } catch (final NotFoundException e) {
            return List.of(); // the usual way of ZXing to say that there is none
        }
    }

    /** Looks for a single code, less strictly. */
    private static List<Result> findOne(final BinaryBitmap bitmap) {
        try {
            return List.of(new QRCodeReader().decode(bitmap, HINTS));
        } catch (final ReaderException e) {
            return List.of(); // the usual way of ZXing to say that there is none
        }
    }

    private static double top(final Result result) {
        return edge(result, ResultPoint::getY);
    }

    private static double left(final Result result) {
        return edge(result, ResultPoint::getX);
    }

    private static double edge(final Result result, final Function<ResultPoint, Float> coordinate) {
        double edge = Double.MAX_VALUE;
        for (final ResultPoint point : result.getResultPoints()) {
            if (point != null) {
                edge = Math.min(edge, coordinate.apply(point));
            }
        }
        return edge;
    }
}
