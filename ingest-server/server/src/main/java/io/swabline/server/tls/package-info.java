/**
 * Certificates and keys: read from PEM files, checked, and read again when the files change. Knows no stage and no library of
 * sockets; edge and HTTP make of the material what theirs needs.
 */
package io.swabline.server.tls;
