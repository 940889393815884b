package io.swabline.cli;

import io.swabline.qr.QrException;

/** Why an input of a terminal is no scan, as far as staff can act on it. */
enum Unreadable {
    /** Neither a file nor a text of a code nor a number. */
    NOTHING_KNOWN,
    /** A folder where an image belongs. */
    DIRECTORY,
    /** The file cannot be read as an image. */
    NO_IMAGE,
    /** There is no QR code in the image, or it cannot be made out. */
    NO_CODE,
    /** Some other QR code. */
    OTHER_CODE,
    /** The text of a sampling code that is not whole. */
    DAMAGED_CODE,
    /** A number that cannot be sent. */
    BAD_NUMBER;

    static Unreadable of(final QrException failure) {
        return failure.isImage() ? NO_CODE : NO_IMAGE;
    }

    /** Of an input that no scan could be made of. */
    static Unreadable of(final Inputs.Input input) {
        return switch (input.kind()) {
            case UNREADABLE -> input.why();
            case CODE -> DAMAGED_CODE;
            default -> BAD_NUMBER;
        };
    }
}
