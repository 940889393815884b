package io.swabline.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pages for people with a small phone, a keyboard, weak eyes or a screen reader: judged in the browser by
 * {@code accessibility.js}, which computes contrast, labels and overflow of what is shown.
 */
@Tag("slow")
class PagesAccessTest {
    private static final int TABS_MAX = 40;
    private static final String PICTURES = System.getProperty("pages.pictures");

    @TempDir
    private Path directory;

    private final LocalDate today = Residents.today();
    private final String resident = Residents.bornOn(today.minusYears(70), 1);
    private final String adult = Residents.bornOn(today.minusYears(40), 2);
    private final String child = Residents.bornOn(today.minusYears(6), 3);
    private final String sibling = Residents.bornOn(today.minusYears(6), 5);
    private final String friend = Residents.bornOn(today.minusYears(41), 4);

    private ServerProcess server;
    private CityApp app;
    private Browser browser;
    private String pages;
    private String judge;
    private String language;
    private PageTexts words;
    private int pictures;

    @BeforeEach
    void start() throws Exception {
        Browser.assumeInstalled();
        try (var script = PagesAccessTest.class.getResourceAsStream("accessibility.js")) {
            judge = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
        final int httpPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            httpPort = socket.getLocalPort();
        }
        pages = "http://127.0.0.1:" + httpPort + "/pages/";
        server = new ServerProcess(directory, 0, httpPort, List.of(), "pages.development-login=true",
            "http.callers-file=" + directory.resolve("callers.conf"),
            "dedup.persons-max=3000000", "pool.samples-max=400000", "streams.max=2000");
        app = CityApp.registeredIn(directory.resolve("callers.conf"));
        server.startWithPages();
        browser = Browser.start(directory);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** At 320 and at 360 pixels, in the light and in the dark theme; the answer names each element that is not fine. */
    private void assertAccessible(final String what) {
        picture(what);
        for (final int width : new int[] {320, 360}) {
            browser.size(width, 640);
            for (final boolean isDark : new boolean[] {false, true}) {
                browser.dark(isDark);
                final Object found = browser.run(judge, language);
                assertThat(((Map<?, ?>) found).get("complaints"))
                    .as("%s at %d pixels, %s", what, width, isDark ? "dark" : "light").isEqualTo(List.of());
                assertThat(((Map<?, ?>) found).get("texts")).as("texts judged").isNotEqualTo(0L);
            }
        }
    }

    /** For people who would rather look: a picture in each theme, where the property names a directory for them. */
    private void picture(final String what) {
        if (PICTURES == null) {
            return;
        }
        browser.size(360, 740);
        pictures++;
        for (final boolean isDark : new boolean[] {false, true}) {
            browser.dark(isDark);
            try {
                browser.wholePage(Files.createDirectories(Path.of(PICTURES)).resolve(String.format("%s-%02d-%s-%s.png",
                    language, pictures, what.replaceAll("[^a-z]+", "-"), isDark ? "dark" : "light")));
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void speak(final String spoken) throws IOException {
        language = spoken;
        words = PageTexts.in(spoken);
        browser.language(spoken);
    }

    /** Tab until the element with the focus has the label. */
    private void tabTo(final String label) {
        for (int tab = 0; tab < TABS_MAX; tab++) {
            final String focused = (String) browser.run(
                "const e = document.activeElement; return e.matches('a, button, input, select, summary')"
                    + " ? (e.labels && e.labels[0] ? e.labels[0] : e).innerText : ''");
            if (focused.contains(label)) {
                assertThat(browser.run("const s = getComputedStyle(document.activeElement);"
                    + "return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2"))
                    .as("the focus on '%s' can be seen", label).isEqualTo(true);
                return;
            }
            browser.keys(Keys.TAB);
        }
        throw new AssertionError("no Tab leads to '" + label + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh", "en"})
    void shouldBeReadableAndLabelledOnASmallPhone(final String language) throws IOException {
        speak(language);
        browser.open(pages);
        browser.awaitText(words.t("mine.welcome_text"));
        assertAccessible("first visit");
        browser.open(pages + "login");
        browser.press("button", words.t("login.send"));
        browser.awaitText(words.t("field.number_missing"));
        assertAccessible("development login with errors");
        browser.type("name", "张爷爷");
        browser.type("number", resident);
        browser.press("button", words.t("login.send"));
        browser.awaitElement("#code .qr");
        browser.awaitText(words.t("guardians.none"));
        assertAccessible("my code");
        browser.press("#code button", words.t("mine.full"));
        browser.awaitElement("dialog.full");
        assertAccessible("full screen");
        browser.press("dialog button", words.t("full.close"));
        browser.press("#code button", words.t("mine.reissue"));
        browser.awaitElement("dialog.question");
        assertAccessible("confirmation");
        browser.press("dialog button", words.t("confirm.cancel"));
        browser.press("#code button", words.t("mine.save"));
        browser.awaitText(words.t("picture.saved"));
        assertAccessible("a saved picture");
        relatives();
        browser.open(pages + "print?codes=all");
        browser.awaitElement("#print:enabled");
        assertAccessible("print sheet");
        keptCodes();
    }

    private void relatives() {
        browser.open(pages + "relatives");
        browser.awaitElement("#apply");
        browser.type("name", "王阿姨");
        browser.type("number", adult);
        browser.press("#apply button", words.t("relatives.apply_send"));
        browser.awaitText(words.t("problem.not-eligible"));
        assertAccessible("refused relative");
        browser.choose("reason", "disability");
        browser.press("#apply button", words.t("relatives.apply_send"));
        browser.awaitText(words.t("relatives.apply_waits"));
        assertAccessible("relative who has to consent");
        for (final String relative : List.of(child, sibling)) {
            browser.type("name", "王小宝");
            browser.type("number", relative);
            browser.press("#apply button", words.t("relatives.apply_send"));
            browser.awaitText(relative.substring(14));
            browser.awaitText(words.t("relatives.apply_added"));
        }
        browser.run("document.querySelectorAll('details').forEach((details) => { details.open = true; })");
        assertAccessible("relatives of one family name and year");
        browser.press(".relative button", words.t("relatives.nickname_edit"));
        browser.awaitElement(".nickname input");
        assertAccessible("a nickname");
        browser.choose("type", "passport");
        browser.type("state", "GB");
        browser.type("number", "123");
        browser.press("#apply button", words.t("relatives.apply_send"));
        browser.awaitText(words.t("field.state_missing"));
        assertAccessible("a passport with errors");
    }

    /** Without a network: a code that has some days, and one that has none. */
    private void keptCodes() {
        browser.awaitKept();
        browser.online(false);
        keepUntil(System.currentTimeMillis() + 2 * 86_400_000L);
        browser.open(pages);
        browser.awaitText(words.t("mine.offline"));
        browser.awaitElement(".notice.end");
        assertAccessible("code that ends soon");
        keepUntil(System.currentTimeMillis());
        browser.reload();
        browser.awaitElement(".stamp");
        browser.awaitText(words.t("mine.ended"));
        assertThat(browser.run("return document.querySelector('#code').innerText")).asString()
            .doesNotContain(words.t("mine.save"), words.t("mine.print"), words.t("mine.full")).contains(words.t("mine.get_new"));
        assertAccessible("expired code without a network");
    }

    private void keepUntil(final long epochMs) {
        browser.run("const kept = JSON.parse(localStorage['swabline.kept']);"
            + "kept.own.valid_until = new Date(arguments[0]).toISOString();"
            + "localStorage['swabline.kept'] = JSON.stringify(kept)", epochMs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh", "en"})
    void shouldAskForAClickInTheLanguageOfTheBrowser(final String language) throws IOException {
        browser.close();
        browser = Browser.start(directory, "--accept-lang=" + (language.equals("zh") ? "zh-CN,zh" : "en-GB,en"));
        speak(language);
        browser.open(pages);
        browser.awaitText(words.t("mine.welcome_text"));
        final String ticket = app.ticket(browser, "张爷爷", resident);
        browser.open("data:text/html,<a href='" + pages.replace("/pages/", "") + ticket + "'>Enter</a>");
        browser.press("Enter");
        browser.awaitText(words.t("enter.not_you"));
        assertAccessible("the page that asks for a click");
        browser.open(pages + "nothing");
        browser.awaitText(words.t("missing.text"));
        assertAccessible("no such page");
    }

    /** By the page's own requests, as somebody else. */
    private void askFor(final String askerName, final String asker, final String name, final String idNumber) {
        final String fetch = "const [path, body] = arguments; return fetch('/pages/api/' + path, {method: 'POST', body,"
            + " headers: {'X-Swabline': 'page', 'Content-Type': 'application/json'}}).then((answer) => answer.status);";
        assertThat(browser.run(fetch, "login", "{\"id_number\":\"" + asker + "\",\"name\":\"" + askerName + "\"}"))
            .isEqualTo(200L);
        assertThat(browser.run(fetch, "relatives", "{\"id_number\":\"" + idNumber + "\",\"name\":\"" + name
            + "\",\"residence\":\"city\",\"reason\":\"other\"}")).isEqualTo(202L);
    }

    @Test
    void shouldLetEverybodyDecideWhoFetchesTheCode() throws IOException {
        speak("en");
        browser.open(pages + "login");
        askFor("李大力", friend, "王阿姨", adult);
        browser.type("name", "王阿姨");
        browser.type("number", adult);
        browser.press("button", "Log in");
        browser.awaitText("asks to fetch your code");
        assertAccessible("somebody asks");
        tabTo("One-time code");
        browser.keys(Keys.ENTER);
        browser.awaitElement(".digits");
        assertAccessible("one-time code");
        tabTo("may also replace it");
        browser.keys(Keys.SPACE);
        tabTo("Accept");
        browser.keys(Keys.ENTER);
        browser.awaitText("may fetch your code");
        browser.awaitText("by consent");
        assertAccessible("somebody may fetch");
        tabTo("End");
        browser.keys(Keys.ENTER);
        browser.awaitElement("dialog");
        assertAccessible("end?");
        browser.keys(Keys.TAB, Keys.ENTER);
        browser.awaitText("Nobody.");
        browser.press("summary", "Earlier");
        browser.awaitText("ended by the holder");
        assertAccessible("history");
    }

    @Test
    void shouldBeUsableByKeyboardAlone() throws IOException {
        speak("en");
        browser.open(pages);
        browser.awaitText("Development login");
        tabTo("Development login");
        browser.keys(Keys.ENTER);
        browser.awaitElement("#login");
        tabTo("Name");
        browser.keys("张爷爷");
        tabTo("Number");
        browser.keys(resident.substring(0, 17) + (resident.endsWith("0") ? "1" : "0"), Keys.TAB);
        browser.awaitText("compare digit by digit");
        assertThat(browser.run("return document.getElementById('number').getAttribute('aria-invalid')")).isEqualTo("true");
        browser.keys(Keys.chord(Keys.SHIFT, Keys.TAB));
        browser.keys(Keys.chord(Keys.CONTROL, "a"), resident, Keys.ENTER);
        browser.awaitElement("#code .qr");

        tabTo("Replace code");
        browser.keys(Keys.ENTER);
        browser.awaitElement("dialog");
        assertThat(browser.run("return document.activeElement.innerText")).asString().contains("Cancel");
        browser.keys(Keys.ESCAPE);
        browser.awaitNoElement("dialog");
        assertThat(browser.run("return document.activeElement.innerText")).asString().contains("Replace code");
        browser.keys(Keys.ENTER);
        browser.awaitElement("dialog");
        browser.keys(Keys.TAB, Keys.ENTER);
        browser.awaitText("Older screenshots and printouts no longer work");

        browser.open(pages + "relatives");
        browser.awaitElement("#apply");
        tabTo("Name");
        browser.keys("王阿姨");
        tabTo("Number");
        browser.keys(adult, Keys.ENTER);
        browser.awaitText("State why the person cannot apply alone");
        browser.keys(Keys.ARROW_DOWN, Keys.TAB, Keys.ENTER);
        browser.awaitText("Applied for 王**");
        assertThat(browser.run("return document.activeElement.innerText")).asString().contains("Applied for 王**");
        tabTo("Name");
        browser.keys("王小宝");
        tabTo("Number");
        browser.keys(child, Keys.ENTER);
        browser.awaitText("(ends in " + child.substring(14) + ") is added");
        browser.run("document.getElementById('main').focus()");
        tabTo("Show code");
        browser.keys(Keys.ENTER);
        browser.awaitElement("dialog.full .full-symbol");
        browser.keys(Keys.ENTER);
        browser.awaitNoElement("dialog.full");
        assertThat(browser.run("return document.activeElement.innerText")).asString().contains("Show code");
        tabTo("Log out");
        browser.keys(Keys.SPACE);
        browser.awaitText("Open this page from the city's app");
        assertThat(browser.run("return localStorage.getItem('swabline.kept')")).isNull();
    }
}
