/**
 * Draws sampling codes as QR images and reads them back from pictures: screenshots, scans of printouts, photographs. Works on
 * text only and knows nothing of what the text means; needs no display. {@link io.swabline.qr.QrImage} draws,
 * {@link io.swabline.qr.QrReader} reads.
 */
package io.swabline.qr;
