package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process whose descriptors are used up, as by a flood of connections: it must not blame the disk or the path. */
class TooManyOpenFilesTest {
    private static final String LIMIT = "ulimit -n 200; exec \"$@\"";

    @TempDir
    private Path dir;

    @Test
    void shouldNameTheLimitAndSeeNoChangeOfTheFile() throws Exception {
        final Path keys = dir.resolve("keys.properties");
        SamplingKeys.create(keys);
        final Process child = new ProcessBuilder("bash", "-c", LIMIT, "bash",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Child.class.getName(),
            keys.toString()).redirectErrorStream(true).start();
        final String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(child.waitFor()).as(said).isZero();
        assertThat(said).contains("unchanged true", "cannot be read (Too many open files)", "raise the limit of open files")
            .doesNotContain("check the disk");
    }

    /** Reads the key file with descriptors and without any. */
    static final class Child {
        public static void main(final String[] arguments) throws IOException {
            final Path keys = Path.of(arguments[0]);
            load(keys);
            load(keys.resolveSibling("none")); // loads the classes of failures
            final String seen = FileVersion.of(keys);
            final List<InputStream> all = new ArrayList<>();
            final boolean isUnchanged;
            final String said;
            try {
                useUp(all);
                isUnchanged = seen.equals(FileVersion.of(keys));
                said = load(keys);
            } finally {
                for (final InputStream one : all) {
                    one.close();
                }
            }
            System.out.println("unchanged " + isUnchanged + ", " + said);
        }

        private static void useUp(final List<InputStream> all) {
            while (true) {
                try {
                    all.add(new FileInputStream("/dev/null"));
                } catch (final IOException usedUp) {
                    return;
                }
            }
        }

        private static String load(final Path keys) {
            try {
                SamplingKeys.load(keys);
                return "read";
            } catch (final KeyFileException e) {
                return e.getMessage();
            }
        }
    }
}
