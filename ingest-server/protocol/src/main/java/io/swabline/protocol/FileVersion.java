package io.swabline.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * Which content of a watched file a server goes by, and what is wrong with the file since. Immutable.
 *
 * @param inForce as {@link #of} gave it before that content was read; {@link #MISSING} where there was no file
 * @param trouble why a later content is not taken, with what to do; null if there is none
 */
public record FileVersion(String inForce, String trouble) {
    public static final String MISSING = "missing";

    /**
     * What a file looks like now: a text that changes whenever the file does, also when its permissions do. The same for every
     * process of the machine.
     */
    public static String of(final Path file) {
        try {
            final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            final Object changedAt = OwnerOnlyFile.hasPermissions(file)
                ? Files.getAttribute(file, "unix:ctime") : "";
            return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS) + " " + attributes.size() + " " + attributes.fileKey()
                + " " + changedAt;
        } catch (final NoSuchFileException e) {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? e.toString() : MISSING;
        } catch (final IOException e) {
            return e.toString();
        }
    }

    /** The one path of a file by which processes can tell whether they mean the same, also where the file is missing. */
    public static Path realPath(final Path file) {
        final Path absolute = file.toAbsolutePath().normalize();
        try {
            return Files.exists(absolute) ? absolute.toRealPath()
                : absolute.getParent().toRealPath().resolve(absolute.getFileName());
        } catch (final IOException noDirectory) {
            return absolute;
        }
    }
}
