package io.swabline.journal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;

/** Says why a journal cannot be opened, and what to do. */
final class OpenFailure {
    private OpenFailure() {
    }

    static String reason(final IOException failure) {
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + " may not be written by this user: give it to the user, or name another directory";
        }
        if (failure instanceof FileAlreadyExistsException exists) {
            return exists.getFile() + " is a file: name a directory";
        }
        if (String.valueOf(failure.getMessage()).contains("No space left on device")) {
            return "the disk is full: make room there, or name another directory (" + failure.getMessage() + ')';
        }
        if (String.valueOf(failure.getMessage()).contains("Read-only file system")) {
            return "its file system is read-only (" + failure.getMessage() + "): the kernel makes it so after an error of the"
                + " disk, see the kernel log; unmount it, check it (fsck), then mount it writable";
        }
        if (String.valueOf(failure.getMessage()).contains("Input/output error")) {
            return "the disk cannot be read or written (" + failure + "): check it, then reboot or mount it again, so that"
                + " nothing is taken for written that only the page cache holds";
        }
        return failure.toString();
    }
}
