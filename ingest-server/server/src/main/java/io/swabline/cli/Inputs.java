package io.swabline.cli;

import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.DocumentText;
import io.swabline.protocol.SamplingCode;
import io.swabline.qr.QrException;
import io.swabline.qr.QrReader;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What a terminal is given: image files, texts of sampling codes, ID numbers, documents as {@link DocumentText} writes them,
 * {@code @FILE} with one of these a line, or lines from standard input, which may be an image too. Turns each into an
 * {@link Input}, in order. A text may hold spaces, also at its end, so lines lose nothing but their line end.
 */
final class Inputs {
    static final String STANDARD_INPUT = "standard input";
    private static final int PNG_FIRST_BYTE = 0x89;
    private static final int JPEG_FIRST_BYTE = 0xFF;
    private static final int TEXT_PROBE_LENGTH = 64;
    /** An ID number, right or wrong: whether it is a possible one is for the server to say. */
    private static final Pattern ID_NUMBER = Pattern.compile("[0-9]{14,17}[0-9Xx]");

    private Inputs() {
    }

    /** What an argument or a line turned out to be. */
    enum Kind { CODE, ID_NUMBER, DOCUMENT, UNREADABLE }

    /**
     * One thing to scan.
     *
     * @param source how the user knows it: the file's name, "argument 3", "line 5"; never the credential itself
     * @param kind   what it is
     * @param text   the code's text, the ID number, the document, or why it cannot be read
     * @param why    of what is UNREADABLE, for whom the text is in the wrong language; else null
     */
    record Input(String source, Kind kind, String text, Unreadable why) {
        Input(final String source, final Kind kind, final String text) {
            this(source, kind, text, null);
        }

        private static Input unreadable(final String source, final Unreadable why, final String text) {
            return new Input(source, Kind.UNREADABLE, text, why);
        }

        /** The sampling code; {@link IllegalArgumentException} saying why there is none. */
        SamplingCode code() {
            return switch (kind) {
                case CODE -> SamplingCode.parse(text);
                case ID_NUMBER -> throw new IllegalArgumentException("this is an ID number, not a sampling code");
                case DOCUMENT -> throw new IllegalArgumentException("this is a document, not a sampling code");
                case UNREADABLE -> throw new IllegalArgumentException(text);
            };
        }
    }

    /** All arguments, or the lines of standard input if there are none or one is "-"; a failure if that is nothing at all. */
    static void forEach(final List<String> arguments, final InputStream in, final Consumer<Input> consumer) {
        final AtomicLong count = new AtomicLong();
        forEachOf(arguments, in, input -> {
            count.incrementAndGet();
            consumer.accept(input);
        });
        if (count.get() == 0) {
            throw CommandFailure.usage("nothing was given, neither as arguments nor on standard input");
        }
    }

    private static void forEachOf(final List<String> arguments, final InputStream in, final Consumer<Input> consumer) {
        if (arguments.isEmpty()) {
            forEachOfStandardInput(in, consumer);
        }
        for (int i = 0; i < arguments.size(); i++) {
            final String argument = arguments.get(i);
            if (argument.equals("-")) {
                forEachOfStandardInput(in, consumer);
            } else if (argument.startsWith("@")) {
                forEachLineOf(pathOf(argument.substring(1)), consumer);
            } else {
                read("argument " + (i + 1), argument).forEach(consumer);
            }
        }
    }

    /** One argument or line; an image may hold several codes. */
    static List<Input> read(final String source, final String text) {
        if (text.startsWith(CodeDescriptor.TEXT_PREFIX)) {
            return List.of(new Input(source, Kind.CODE, text));
        }
        if (ID_NUMBER.matcher(text).matches()) {
            return List.of(new Input(source, Kind.ID_NUMBER, text));
        }
        if (DocumentText.isDocument(text)) {
            return List.of(new Input(source, Kind.DOCUMENT, text));
        }
        final Path image = pathOf(text);
        if (Files.isRegularFile(image)) {
            return readImage(image);
        }
        return List.of(Input.unreadable(
            source, Files.isDirectory(image) ? Unreadable.DIRECTORY : Unreadable.NOTHING_KNOWN, whyNoFile(image)));
    }

    private static String whyNoFile(final Path image) {
        if (Files.isDirectory(image)) {
            return "a directory: name the images in it, such as " + image.resolve("*.jpg");
        }
        return (Files.exists(image) ? "neither an image file" : "no such file, and neither an image file")
            + " nor an N1: text nor an ID number nor a document such as " + DocumentText.EXAMPLE;
    }

    private static List<Input> readImage(final Path image) {
        try {
            return ofImage(image.toString(), QrReader.readFile(image, Inputs::isSamplingCode));
        } catch (final QrException e) {
            return List.of(Input.unreadable(image.toString(), Unreadable.of(e), e.getMessage()
                + (isText(image) ? "; if it is a text with one of these a line, give @" + image : "")));
        }
    }

    /** A text has no control characters where images have some; PDF begins as a text does. */
    private static boolean isText(final Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            final String begin = new String(in.readNBytes(TEXT_PROBE_LENGTH), StandardCharsets.ISO_8859_1);
            return !begin.startsWith("%PDF") && begin.chars().noneMatch(c -> c > '~' || c < ' ' && !Character.isWhitespace(c));
        } catch (final IOException e) {
            return false;
        }
    }

    /** Other QR codes beside a sampling code are not worth a word: posters hang at every site. */
    private static List<Input> ofImage(final String source, final List<String> texts) {
        final List<Input> codes = texts.stream().filter(text -> text.startsWith(CodeDescriptor.TEXT_PREFIX))
            .map(text -> new Input(source, Kind.CODE, text)).toList();
        return codes.isEmpty()
            ? List.of(Input.unreadable(source, Unreadable.OTHER_CODE, "its QR code is no sampling code")) : codes;
    }

    private static boolean isSamplingCode(final String text) {
        try {
            return SamplingCode.parse(text).keyId() >= 0;
        } catch (final IllegalArgumentException e) {
            return false; // the answer for any other text
        }
    }

    /** Lines, or an image itself: how PNG and JPEG files begin, no text does. */
    private static void forEachOfStandardInput(final InputStream in, final Consumer<Input> consumer) {
        final BufferedInputStream buffered = new BufferedInputStream(in);
        try {
            buffered.mark(1);
            final int first = buffered.read();
            buffered.reset();
            if (first != PNG_FIRST_BYTE && first != JPEG_FIRST_BYTE) {
                forEachLine("line ", buffered, consumer);
                return;
            }
            final byte[] image = buffered.readNBytes((int) QrReader.FILE_LENGTH_MAX + 1);
            ofImage(STANDARD_INPUT, QrReader.readBytes(STANDARD_INPUT, image, Inputs::isSamplingCode)).forEach(consumer);
        } catch (final QrException e) {
            consumer.accept(Input.unreadable(STANDARD_INPUT, Unreadable.of(e), e.getMessage()));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void forEachLineOf(final Path file, final Consumer<Input> consumer) {
        if (!Files.isRegularFile(file)) {
            throw CommandFailure.usage("no file " + file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            forEachLine(file + " line ", in, consumer);
        } catch (final IOException e) {
            throw CommandFailure.usage("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void forEachLine(final String sourcePrefix, final InputStream in, final Consumer<Input> consumer) {
        final BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        try {
            long number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    read(sourcePrefix + number, line).forEach(consumer);
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path pathOf(final String text) {
        try {
            return Path.of(text);
        } catch (final InvalidPathException e) {
            throw CommandFailure.usage("not a file name: " + e.getReason(), e);
        }
    }
}
