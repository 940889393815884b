package io.swabline.issuer.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The shell: pages, script, style and icons, the same for everybody, from the class path under {@code pages/}. All of it stands
 * under one hash, the build, so that a browser has all of one version or nothing of it:
 *
 * <pre>
 *   index.html, relatives.html, print.html, login.html     templates; {build}, {boot}, {style} and texts are put in
 *   boot.js, style.css     put into each page, so that a kept code needs nothing else
 *   assets/*.js            joined to app.js, beginning with main.js
 *   assets/print.css       of the print sheet alone
 *   words/*.json           texts
 * </pre>
 *
 * The same on all servers of one version and setting. Immutable; any thread.
 */
public final class PageShell {
    private static final String TEXT_CSS = "text/css; charset=utf-8";
    private static final String TEXT_HTML = "text/html; charset=utf-8";
    private static final String TEXT_JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final String IMAGE_PNG = "image/png";
    private static final int BUILD_BYTES = 8;

    /** Pages that work without a network, by their names as files; login is not among them. */
    private static final List<String> PAGES = List.of("index.html", "print.html");
    private static final List<String> SERVED_PAGES = List.of("enter.html", "not-found.html");
    private static final String RELATIVES_PAGE = "relatives.html";
    private static final List<String> ICONS = List.of("icon-180.png", "icon-192.png", "icon-512.png", "icon-maskable-512.png");
    /** What says something of relatives in a file that others need, too. */
    private static final Pattern OF_RELATIVES =
        Pattern.compile("(?s)[ \\t]*(<!-- relatives -->|/\\* relatives \\*/).*?(<!-- /relatives -->|/\\* /relatives \\*/)\\n?");
    private static final Pattern KEY_OF_RELATIVES = Pattern.compile("(frame\\.)?(relatives?|guardians?|apply)\\b.*");

    /** No string of boot.js or style.css holds the marks of a comment. */
    private static final Pattern COMMENT_OR_INDENTATION = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s+");

    private final boolean relatives;
    private final PageWords chinese;
    private final PageWords english;
    private final String boot;
    private final String style;
    private final String build;
    private final Map<String, ShellFile> files = new TreeMap<>();
    private final ShellFile serviceWorker;
    private final Map<String, String> chinesePages;
    private final Map<String, String> englishPages;

    /**
     * Without {@code relatives}, no file says anything of them. The city's app is called {@code appChinese} and
     * {@code appEnglish} on pages that stand by themselves; the others ask for its name.
     */
    public PageShell(final boolean relatives, final String appChinese, final String appEnglish) {
        this.relatives = relatives;
        this.chinese = PageWords.parse("words/zh.json", read("words/zh.json"));
        this.english = PageWords.parse("words/en.json", read("words/en.json"));
        this.boot = slim(read("boot.js")).replace("'{words}'", words("frame."));
        this.style = slim(read("assets/style.css"));
        final Map<String, byte[]> sources = sources();
        final Map<String, byte[]> hashed = new TreeMap<>(sources);
        hashed.put("service-worker.js", bytes("service-worker.js"));
        this.build = hash(hashed);
        sources.forEach((name, content) -> files.put(name, ShellFile.of(typeOf(name), isText(name) ? built(content) : content)));
        this.chinesePages = served(chinese, "zh-CN", appChinese);
        this.englishPages = served(english, "en", appEnglish);
        this.serviceWorker = ShellFile.of(TEXT_JAVASCRIPT, built(read("service-worker.js")
            .replace("'{files}'", "[" + String.join(", ", files.keySet().stream().map(name -> "'" + name + "'").toList()) + "]")
            .getBytes(StandardCharsets.UTF_8)));
    }

    /** The hash of all of it: 16 hexadecimal digits. */
    public String build() {
        return build;
    }

    /** A file of the shell; null if there is none of that name. */
    public ShellFile file(final String name) {
        return files.get(name);
    }

    public ShellFile serviceWorker() {
        return serviceWorker;
    }

    /** A page that is no part of the shell, with a text of ours in place of {@code {name}}. */
    public byte[] page(final String name, final boolean isChinese, final String text) {
        return (isChinese ? chinesePages : englishPages).get(name).replace("{name}", PageWords.escaped(text))
            .getBytes(StandardCharsets.UTF_8);
    }

    /** Pages that stand by themselves, without a script. */
    private Map<String, String> served(final PageWords words, final String language, final String app) {
        final Map<String, String> pages = new TreeMap<>();
        for (final String name : SERVED_PAGES) {
            final String html = words.fill(read(name)).replace("{language}", language)
                .replace("{app}", PageWords.escaped(app));
            pages.put(name, new String(built(html.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8));
        }
        return pages;
    }

    /** The development login, which is no part of what is kept. */
    public ShellFile loginPage() {
        return ShellFile.of(TEXT_HTML, built(html("login.html")));
    }

    /** The source that Content-Security-Policy must name for the script inside the pages (CSP Level 3, section 2.3.1). */
    public String scriptSource() {
        return sourceOf(boot);
    }

    /** As {@link #scriptSource()}, of the style inside the pages. */
    public String styleSource() {
        return sourceOf(style);
    }

    private static String sourceOf(final String text) {
        return "'sha256-" + Base64.getEncoder().encodeToString(sha256().digest(text.getBytes(StandardCharsets.UTF_8))) + "'";
    }

    private Map<String, byte[]> sources() {
        final Map<String, byte[]> sources = new TreeMap<>();
        PAGES.forEach(page -> sources.put(page, html(page)));
        if (relatives) {
            sources.put(RELATIVES_PAGE, html(RELATIVES_PAGE));
        }
        sources.put("app.js", ScriptBundle.of("main", this::module).getBytes(StandardCharsets.UTF_8));
        sources.put("style.css", style.getBytes(StandardCharsets.UTF_8));
        sources.put("print.css", slim(read("assets/print.css")).getBytes(StandardCharsets.UTF_8));
        sources.put("manifest.webmanifest", read("manifest.webmanifest").getBytes(StandardCharsets.UTF_8));
        sources.put("icon.svg", read("assets/icon.svg").getBytes(StandardCharsets.UTF_8));
        ICONS.forEach(icon -> sources.put(icon, bytes("assets/" + icon)));
        return sources;
    }

    private byte[] html(final String page) {
        return chinese.fill(read(page)).replace("{boot}", boot).replace("{style}", style).getBytes(StandardCharsets.UTF_8);
    }

    private String module(final String name) {
        return name.equals("texts")
            ? "export const TEXTS = " + words("") + ";\n" : read("assets/" + name + ".js");
    }

    private String words(final String prefix) {
        return "{\"zh\":" + chinese.json(key -> isWanted(key, prefix)) + ",\"en\":" + english.json(key -> isWanted(key, prefix))
            + "}";
    }

    /** Without comments and indentation: on a slow network each hundred bytes are 16 ms. */
    private static String slim(final String text) {
        return COMMENT_OR_INDENTATION.matcher(text).replaceAll("");
    }

    private boolean isWanted(final String key, final String prefix) {
        return key.startsWith(prefix) && (relatives || !KEY_OF_RELATIVES.matcher(key).matches());
    }

    private byte[] built(final byte[] content) {
        return new String(content, StandardCharsets.UTF_8).replace("{build}", build).getBytes(StandardCharsets.UTF_8);
    }

    private String read(final String path) {
        final String text = new String(bytes(path), StandardCharsets.UTF_8);
        return relatives ? text : OF_RELATIVES.matcher(text).replaceAll("");
    }

    private static byte[] bytes(final String path) {
        try (InputStream in = PageShell.class.getResourceAsStream("/pages/" + path)) {
            if (in == null) {
                throw new IllegalStateException("the pages have no file " + path);
            }
            return in.readAllBytes();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(final Map<String, byte[]> sources) {
        final MessageDigest digest = sha256();
        sources.forEach((name, content) -> {
            digest.update((name + '\n' + content.length + '\n').getBytes(StandardCharsets.UTF_8));
            digest.update(content);
        });
        return HexFormat.of().formatHex(digest.digest(), 0, BUILD_BYTES);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }

    private static boolean isText(final String name) {
        return !name.endsWith(".png");
    }

    private static String typeOf(final String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> TEXT_HTML;
            case "css" -> TEXT_CSS;
            case "js" -> TEXT_JAVASCRIPT;
            case "svg" -> "image/svg+xml";
            case "png" -> IMAGE_PNG;
            case "webmanifest" -> "application/manifest+json";
            default -> throw new IllegalStateException("no media type is known for " + name);
        };
    }
}
