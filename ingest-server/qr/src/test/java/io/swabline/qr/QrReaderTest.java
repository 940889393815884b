package io.swabline.qr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what they should be, and the formats that terminals and phones write. */
final class QrReaderTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tiff"})
    void shouldReadTheUsualFormats(final String format) throws Exception {
        final String text = QrTexts.random(new SplittableRandom(2));
        final BufferedImage drawn = QrImage.draw(text, 5, 4);
        final BufferedImage image = new BufferedImage(drawn.getWidth(), drawn.getHeight(), BufferedImage.TYPE_INT_RGB);
        image.createGraphics().drawImage(drawn, 0, 0, null);
        final Path file = directory.resolve("code." + format);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        assertThat(QrReader.readFile(file)).containsExactly(text);
    }

    @Test
    void shouldReadALargePhotograph() throws Exception {
        final String text = QrTexts.random(new SplittableRandom(3));
        final BufferedImage photograph = new BufferedImage(6000, 4000, BufferedImage.TYPE_BYTE_GRAY);
        photograph.createGraphics().drawImage(QrImage.draw(text, 40, 4), 1500, 700, null);
        final Path file = directory.resolve("photograph.png");
        ImageIO.write(photograph, "png", file.toFile());
        assertThat(QrReader.readFile(file)).containsExactly(text);
    }

    @Test
    void shouldSayThatThereIsNoCode() throws IOException {
        final Path file = directory.resolve("white.png");
        ImageIO.write(new BufferedImage(300, 200, BufferedImage.TYPE_BYTE_BINARY), "png", file.toFile());
        assertThatThrownBy(() -> QrReader.readFile(file)).isInstanceOf(QrException.class)
            .hasMessageStartingWith("no QR code found in " + file).hasMessageContaining("white margin");
        assertThatThrownBy(() -> QrReader.read(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB)))
            .hasMessage("no QR code found in the picture of 30 x 20 pixels");
    }

    @Test
    void shouldSayThatItIsNoImage() throws IOException {
        final Path text = Files.writeString(directory.resolve("notes.txt"), "not an image\n");
        final Path empty = Files.createFile(directory.resolve("empty.png"));
        assertThatThrownBy(() -> QrReader.readFile(text))
            .hasMessage(text + " is not an image that can be read: use PNG, JPEG, GIF, BMP or TIFF");
        assertThatThrownBy(() -> QrReader.readFile(empty)).hasMessage(empty + " is empty: it is not an image");
        assertThatThrownBy(() -> QrReader.readFile(directory)).hasMessage(directory + " is not a file");
        assertThatThrownBy(() -> QrReader.readFile(directory.resolve("none.png")))
            .hasMessageEndingWith("none.png does not exist");
    }

    @Test
    void shouldSayThatAFileIsDamagedWhereverItIsCutOff() throws IOException {
        final Path whole = directory.resolve("whole.png");
        QrImage.of(QrTexts.random(new SplittableRandom(4))).writePng(whole, 2, 4);
        final byte[] bytes = Files.readAllBytes(whole);
        final Path cut = directory.resolve("cut.png");
        for (int length = 8; length < bytes.length - 60; length += 7) {
            Files.write(cut, java.util.Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> QrReader.readFile(cut)).as("cut at %d", length).isInstanceOf(QrException.class)
                .hasMessageContaining(cut.toString());
        }
    }

    @Test
    void shouldNotDecodePicturesThatAreTooLarge() throws IOException {
        final Path bomb = Files.write(directory.resolve("bomb.png"), pngHeader(29_000, 29_000));
        assertThatThrownBy(() -> QrReader.readFile(bomb)).hasMessageContaining("29000 x 29000 pixels; at most");
        final Path wide = Files.write(directory.resolve("wide.png"), pngHeader(2_000_000_000, 1));
        assertThatThrownBy(() -> QrReader.readFile(wide)).hasMessageContaining("2000000000 x 1 pixels; at most");
        final Path heavy = directory.resolve("heavy.png");
        try (RandomAccessFile file = new RandomAccessFile(heavy.toFile(), "rw")) {
            file.setLength(ImageFile.FILE_LENGTH_MAX + 1);
        }
        assertThatThrownBy(() -> QrReader.readFile(heavy)).hasMessageContaining("save it smaller");
    }

    @Test
    void shouldNotTakeMemoryThatAFileOnlyClaimsToNeed() {
        // A bitmap of ten by ten pixels that says it holds a JPEG of 2 GiB.
        final byte[] bitmap = ByteBuffer.allocate(54).order(ByteOrder.LITTLE_ENDIAN)
            .put("BM".getBytes(StandardCharsets.US_ASCII)).putInt(54).putInt(0).putInt(54)
            .putInt(40).putInt(10).putInt(10).putShort((short) 1).putShort((short) 0).putInt(4).putInt(Integer.MAX_VALUE - 8)
            .array();

        assertThatThrownBy(() -> QrReader.readBytes("claim.bmp", bitmap, text -> true))
            .isInstanceOf(QrException.class).hasMessageContaining("claim.bmp needs more memory");
    }

    /** A PNG's signature and header, and nothing behind them. */
    private static byte[] pngHeader(final int width, final int height) throws IOException {
        final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        final DataOutputStream header = new DataOutputStream(chunk);
        header.write("IHDR".getBytes(StandardCharsets.US_ASCII));
        header.writeInt(width);
        header.writeInt(height);
        header.write(new byte[] {1, 0, 0, 0, 0});
        final CRC32 crc = new CRC32();
        crc.update(chunk.toByteArray());
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final DataOutputStream png = new DataOutputStream(bytes);
        png.writeLong(0x89504E470D0A1A0AL);
        png.writeInt(13);
        png.write(chunk.toByteArray());
        png.writeInt((int) crc.getValue());
        png.writeInt(0);
        png.write("IDAT".getBytes(StandardCharsets.US_ASCII));
        png.writeInt(0x35AF061E);
        return bytes.toByteArray();
    }
}
