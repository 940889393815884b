package io.swabline.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/** What stands on the screen: a code in one view on every phone, nothing that jumps, no broken words in large type. */
@Tag("slow")
class PagesScreenTest {
    private static final int[][] PHONES = {{320, 568}, {360, 640}, {360, 740}, {390, 844}, {412, 915}, {740, 360}};
    /** The share of the screen that moves times how far; up to 0.1 counts as good, and this page moves nothing. */
    private static final double LAYOUT_SHIFT_MAX = 0.02;
    /** Counts what is asked of the screen lock, which a browser without a screen would refuse. */
    private static final String WAKE_LOCK = "window.wakes = [];"
        + "const release = () => { window.wakes.push('released'); return Promise.resolve(); };"
        + "Object.defineProperty(navigator, 'wakeLock',"
        + "  {value: {request: (kind) => { window.wakes.push(kind); return Promise.resolve({release}); }}});";

    @TempDir
    private Path directory;

    private final LocalDate today = Residents.today();
    private final String resident = Residents.bornOn(today.minusYears(35), 1);
    private final String child = Residents.bornOn(today.minusYears(6), 2);

    private ServerProcess server;
    private Browser browser;
    private Programs programs;
    private String pages;

    @BeforeEach
    void start() throws Exception {
        Browser.assumeInstalled();
        Programs.assumeInstalled("zbarimg", "zbar-tools");
        programs = new Programs(directory);
        final int httpPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            httpPort = socket.getLocalPort();
        }
        pages = "http://127.0.0.1:" + httpPort + "/pages/";
        server = new ServerProcess(directory, 0, httpPort, List.of(), "pages.development-login=true",
            "dedup.persons-max=3000000", "pool.samples-max=400000", "streams.max=2000");
        server.startWithPages();
        browser = Browser.start(directory);
        browser.language("zh");
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

    private void logIn() {
        browser.open(pages + "login");
        post("login", "{\"id_number\":\"" + resident + "\",\"name\":\"张小明\"}");
        post("relatives", "{\"id_number\":\"" + child + "\",\"name\":\"张小宝\",\"residence\":\"city\"}");
        browser.open(pages);
        browser.awaitElement("#code .qr");
    }

    private void post(final String path, final String body) {
        assertThat(browser.run("const [path, body] = arguments; return fetch('/pages/api/' + path, {method: 'POST', body,"
            + " headers: {'X-Swabline': 'page', 'Content-Type': 'application/json'}}).then((answer) => answer.ok);", path, body))
            .isEqualTo(true);
    }

    @Test
    void shouldShowTheWholeCodeInOneViewOnEveryPhone() throws Exception {
        logIn();
        final List<String> own = readFullScreens("button[data-action='full']", "own");
        browser.open(pages + "relatives");
        browser.awaitElement("button[data-action='code']");
        final List<String> relatives = readFullScreens("button[data-action='code']", "relative");
        assertThat(own).hasSize(1).doesNotContainAnyElementsOf(relatives);
        assertThat(relatives).hasSize(1);
    }

    /** Opens the code on each phone, in turn with a light and a dark theme, and gives what its screenshots say. */
    private List<String> readFullScreens(final String button, final String name) throws Exception {
        List<String> text = null;
        boolean isDark = false;
        for (final int[] phone : PHONES) {
            browser.size(phone[0], phone[1]);
            browser.dark(isDark);
            isDark = !isDark;
            browser.run("document.querySelector(arguments[0]).click()", button);
            browser.awaitElement("dialog.full .full-symbol");
            final String what = name + " at " + phone[0] + "x" + phone[1];
            assertThat(outOfSight()).as(what).isEqualTo(List.of());
            final Path shot = browser.screenshot(directory.resolve(name + "-" + phone[0] + "x" + phone[1] + ".png"));
            final List<String> scanned = programs.scan(shot);
            assertThat(scanned).as(what).hasSize(1).isEqualTo(programs.zbarimg(shot));
            assertThat(text == null ? scanned : text).as(what).isEqualTo(scanned);
            text = scanned;
            browser.keys(Keys.ENTER);
            browser.awaitNoElement("dialog.full");
        }
        browser.size(360, 740);
        browser.dark(false);
        return text;
    }

    /** What of the full screen is not wholly in view, or lies over the symbol. */
    private Object outOfSight() {
        return browser.run("const symbol = document.querySelector('.full-symbol').getBoundingClientRect();"
            + "return [...document.querySelectorAll('.full-symbol, .full-facts > *')].filter((e) => {"
            + "  const box = e.getBoundingClientRect();"
            + "  const isOver = e.className !== 'full-symbol' && box.top < symbol.bottom - 1 && box.left < symbol.right - 1;"
            + "  return box.top < -1 || box.left < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || isOver;"
            + "}).map((e) => e.className + ' ' + JSON.stringify(e.getBoundingClientRect()));");
    }

    @Test
    void shouldCloseTheFullScreenInEveryWayAndKeepTheScreenAwakeMeanwhile() {
        browser.runFirst(WAKE_LOCK);
        logIn();
        browser.press("全屏出示");
        browser.awaitElement("dialog.full");
        assertThat(browser.run("return window.wakes.join()")).isEqualTo("screen");
        browser.run("document.dispatchEvent(new Event('visibilitychange'))");
        assertThat(browser.run("return window.wakes.join()")).as("after the screen was away").isEqualTo("screen,screen");
        browser.press("dialog.full button", "关闭");
        browser.awaitNoElement("dialog.full");
        assertThat(browser.run("return window.wakes.join()")).isEqualTo("screen,screen,released");
        assertThat(browser.run("return document.activeElement.dataset.action")).as("the focus is back").isEqualTo("full");

        browser.press("全屏出示");
        browser.awaitElement("dialog.full");
        browser.keys(Keys.ESCAPE);
        browser.awaitNoElement("dialog.full");
        browser.press("#code .qr-frame", "");
        browser.awaitElement("dialog.full");
        browser.back();
        browser.awaitNoElement("dialog.full");
        assertThat(browser.run("return location.href")).as("the way back leaves the full screen only").isEqualTo(pages);
    }

    /** Web views of early 2022 have neither of the two. */
    @Test
    void shouldShowTheFullScreenWithoutDialogsAndWithoutWakeLocks() {
        browser.runFirst("delete HTMLDialogElement.prototype.showModal; delete HTMLDialogElement.prototype.close;"
            + "Object.defineProperty(navigator, 'wakeLock', {value: undefined});");
        logIn();
        browser.press("全屏出示");
        browser.awaitElement("dialog.full .full-symbol");
        assertThat(outOfSight()).isEqualTo(List.of());
        browser.keys(Keys.ESCAPE);
        browser.awaitNoElement("dialog.full");
    }

    @Test
    void shouldMoveNothingThatIsOnTheScreen() {
        browser.runFirst("window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => {"
            + " window.shift += entry.hadRecentInput ? 0 : entry.value; })).observe({type: 'layout-shift', buffered: true});");
        logIn();
        for (final String page : List.of("", "relatives")) {
            browser.run("localStorage.removeItem('swabline.kept')");
            browser.open(pages + page);
            browser.awaitElement(page.isEmpty() ? "#code .qr" : "button[data-action='code']");
            assertThat((Number) browser.run("return window.shift")).as("first visit of '%s'", page)
                .satisfies(shift -> assertThat(shift.doubleValue()).isLessThan(LAYOUT_SHIFT_MAX));
            browser.reload();
            browser.awaitElement(page.isEmpty() ? "#code .qr" : "button[data-action='code']");
            browser.awaitText(page.isEmpty() ? "更新于" : "有效期至");
            assertThat((Number) browser.run("return window.shift")).as("second visit of '%s'", page)
                .satisfies(shift -> assertThat(shift.doubleValue()).isLessThan(LAYOUT_SHIFT_MAX));
        }
    }

    /** As a phone with its type set to twice the size shows the pages. */
    @Test
    void shouldBreakNoWordInLargeType() throws IOException {
        browser.language("en");
        logIn();
        browser.size(360, 740);
        for (final String page : List.of("", "relatives", "print?codes=all", "login")) {
            browser.open(pages + page);
            browser.run("document.documentElement.style.fontSize = '225%';"
                + "document.querySelectorAll('details').forEach((details) => { details.open = true; })");
            assertThat(brokenWords()).as("page '%s'", page).isEqualTo(List.of());
            assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth")).as("page '%s'", page)
                .isEqualTo(true);
        }
    }

    /** Words of Latin letters that stand on two lines. */
    private Object brokenWords() {
        return browser.run("const broken = []; const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);"
            + "while (walker.nextNode()) {"
            + "  for (const word of walker.currentNode.data.matchAll(/[A-Za-z]{2,}/g)) {"
            + "    const range = document.createRange();"
            + "    range.setStart(walker.currentNode, word.index); range.setEnd(walker.currentNode, word.index + word[0].length);"
            + "    if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) { broken.push(word[0]); }"
            + "  }"
            + "}"
            + "return broken;");
    }
}
