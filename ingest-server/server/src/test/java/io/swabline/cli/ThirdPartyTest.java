package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code ingest-server/THIRD-PARTY.txt} names each jar that ships, with its licence, and has the text of each licence. */
class ThirdPartyTest {
    private static final Path FILE = Path.of("..", "THIRD-PARTY.txt");
    private static final Pattern ROW = Pattern.compile("(?m)^(\\S+\\.jar)\\s+(\\S.*)$");

    @Test
    void shouldListEachJarThatShipsAndNoOther() throws IOException {
        final Set<String> listed = new TreeSet<>();
        final Matcher rows = ROW.matcher(Files.readString(FILE));
        while (rows.find()) {
            listed.add(rows.group(1));
        }
        assertThat(listed).as("jars in " + FILE).isEqualTo(shipped());
    }

    @Test
    void shouldHoldTheTextOfEachLicence() throws IOException {
        final String text = Files.readString(FILE);
        final Matcher rows = ROW.matcher(text);
        while (rows.find()) {
            final String licence = rows.group(2).replaceAll("[ ;].*", "");
            final String artifact = rows.group(1).replaceAll("-\\d.*", "");
            if (!licence.equals("Apache-2.0")) {
                assertThat(text).as(rows.group()).containsPattern("(?m)^" + licence + ": (.*\\W)?" + artifact + "(\\W.*)?$");
            }
        }
        assertThat(Files.readString(FILE.resolveSibling("LICENSE"))).contains("Apache License", "Version 2.0");
    }

    /** As Maven resolves them for this module, which has all that the load generator has. */
    private static Set<String> shipped() throws IOException {
        try (InputStream in = ThirdPartyTest.class.getResourceAsStream("/runtime-class-path.txt")) {
            final Set<String> jars = new TreeSet<>();
            Arrays.stream(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split(File.pathSeparator))
                .map(path -> Path.of(path).getFileName().toString())
                .filter(name -> name.endsWith(".jar") && !name.startsWith("swabline-"))
                .forEach(jars::add);
            return jars;
        }
    }
}
