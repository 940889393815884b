package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.codec.CreditDecoder;
import io.swabline.protocol.codec.GoodbyeDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** docs/bytes.md has the fields of the schema, and its annotated examples are the golden vectors, byte for byte. */
class DocumentedBytesTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```hex (\\w+)\n(.*?)```");
    private static final Pattern FIELD = Pattern.compile("(?m)^\\| ((?:\\d\\S*|after that) \\| [^|]+ \\| \\w+):");
    private static final int BODY_OFFSET = 12;
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

    /** Of each message and each group: bytes, type and name of the fields, as the schema has them. */
    @Test
    void shouldTableTheFieldsOfTheSchema() throws Exception {
        final String page = Files.readString(Path.of("..", "docs", "bytes.md"));
        final NodeList messages = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(Path.of("src", "main", "resources", "io", "swabline", "protocol", "station-protocol.xml").toFile())
            .getElementsByTagName("sbe:message");
        assertThat(messages.getLength()).isEqualTo(CreditDecoder.TEMPLATE_ID);
        for (int i = 0; i < messages.getLength(); i++) {
            final Element message = (Element) messages.item(i);
            final int example = page.indexOf("```hex " + message.getAttribute("name") + "\n");
            final int tables = Math.max(page.lastIndexOf("```\n", example), page.lastIndexOf("\n### ", example));
            final List<String> rows = new ArrayList<>();
            for (final Matcher row = FIELD.matcher(page.substring(tables, example)); row.find();) {
                rows.add(row.group(1));
            }
            assertThat(rows).as(message.getAttribute("name")).isEqualTo(rows(message, BODY_OFFSET));
        }
    }

    private static List<String> rows(final Element parent, final int firstOffset) {
        final List<String> rows = new ArrayList<>();
        int offset = firstOffset;
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (!(node instanceof Element field)) {
                continue;
            }
            if (field.getTagName().equals("group")) {
                rows.add(offset + "–" + (offset + 3) + " | u16, u16 | group");
                if (!field.getAttribute("name").equals("entries")) { // those are laid out as scans and as records
                    rows.addAll(rows(field, 0));
                }
            } else if (field.getTagName().equals("data")) {
                rows.add("after that | text | " + field.getAttribute("name"));
            } else {
                final String type = field.getAttribute("type");
                final int length = type.endsWith("64") ? 8 : type.endsWith("32") ? 4 : 1;
                rows.add((length == 1 ? "" + offset : offset + "–" + (offset + length - 1)) + " | "
                    + (type.startsWith("int") ? "i" : "u") + 8 * length + " | " + field.getAttribute("name"));
                offset += length;
            }
        }
        return rows;
    }
}
