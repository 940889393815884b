package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.codec.GoodbyeDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The annotated examples in docs/bytes.md are the golden vectors, byte for byte. */
class DocumentedBytesTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```hex (\\w+)\n(.*?)```");
    private static final Pattern BYTES = Pattern.compile("(?m)^((?:[0-9a-f]{2} ?)+)(?: .*)?$");

    @Test
    void shouldDrawTheGoldenVectors() throws IOException {
        final String page = Files.readString(Path.of("..", "docs", "bytes.md"));
        final Set<String> drawn = new TreeSet<>();
        for (final Matcher block = BLOCK.matcher(page); block.find();) {
            final StringBuilder hex = new StringBuilder();
            block.group(2).lines().forEach(line -> {
                final Matcher bytes = BYTES.matcher(line);
                assertThat(bytes.matches()).as(line).isTrue();
                hex.append(bytes.group(1).replace(" ", ""));
            });
            drawn.add(block.group(1));
            assertThat(HexFormat.of().parseHex(hex)).as("bytes of %s in docs/bytes.md", block.group(1))
                .isEqualTo(GoldenFile.read(block.group(1)).bytes());
        }
        assertThat(drawn).as("examples").hasSize(GoodbyeDecoder.TEMPLATE_ID + 3);
    }
}
