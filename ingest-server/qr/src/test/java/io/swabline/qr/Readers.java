package io.swabline.qr;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Other readers, to compare with: ZXing as it comes, and zbarimg of the Debian package zbar-tools. */
final class Readers {
    private Readers() {
    }

    /** The first code that ZXing finds by itself. */
    static Set<String> plainZxing(final BufferedImage image) {
        try {
            final BinaryBitmap bitmap = new BinaryBitmap(new HybridBinarizer(Luminance.of(image)));
            return Set.of(new QRCodeReader().decode(bitmap, Map.of(DecodeHintType.TRY_HARDER, true)).getText());
        } catch (final ReaderException e) {
            return Set.of(); // the usual way of ZXing to say that there is none
        }
    }

    static Set<String> ours(final BufferedImage image) {
        try {
            return Set.copyOf(QrReader.read(image));
        } catch (final QrException e) {
            return Set.of(); // the answer where there is no code
        }
    }

    static boolean hasZbar() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(at -> Files.isExecutable(Path.of(at, "zbarimg")));
    }

    /** All texts that zbarimg finds in all the files. */
    static Set<String> zbar(final List<Path> files) throws IOException, InterruptedException {
        if (files.isEmpty()) {
            return Collections.emptySet();
        }
        final List<String> command = new ArrayList<>(List.of("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"));
        files.forEach(file -> command.add(file.toString()));
        final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("zbarimg does not end");
            }
            return output.lines().collect(Collectors.toSet());
        } finally {
            process.destroyForcibly();
        }
    }
}
