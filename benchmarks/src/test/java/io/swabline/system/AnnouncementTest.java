package io.swabline.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a city announces to its residents before the day, point by point, in Chinese, in a real browser on a small phone against a
 * real server. The points and their numbers are those of docs/residents.md.
 */
@Tag("slow")
class AnnouncementTest {
    private static final String RESIDENT_NAME = "张小明";
    private static final String PASSPORT =
        "{\"document\":{\"type\":\"passport\",\"number\":\"123456789\",\"issuing_state\":\"GBR\"},\"name\":\"Ann Smith\"}";

    @TempDir
    private Path directory;

    private final LocalDate today = Residents.today();
    private final String resident = Residents.bornOn(today.minusYears(35), 1);
    private final String child = Residents.bornOn(today.minusYears(6), 2);
    private final String sixtyToday = Residents.bornOn(today.minusYears(60), 3);
    /** Two days before the 60th birthday, so that a midnight during the test changes nothing. */
    private final String fiftyNine = Residents.bornOn(today.minusYears(60).plusDays(2), 4);
    private final String unable = Residents.bornOn(today.minusYears(40), 5);

    private ServerProcess server;
    private TroubledNetwork network;
    private Browser browser;
    private Programs programs;
    private PageTexts words;
    private CityApp app;
    private CityApp staff;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Browser.assumeInstalled();
        Programs.assumeInstalled("pdftoppm", "poppler-utils");
        Programs.assumeInstalled("zbarimg", "zbar-tools");
        programs = new Programs(directory);
        words = PageTexts.in("zh");
        final Path callers = directory.resolve("callers.conf");
        app = CityApp.registeredIn(callers);
        staff = CityApp.registeredIn(callers, "desk", "relations");
        port = Ports.free();
        final int httpPort = Ports.free();
        server = new ServerProcess(directory, port, httpPort, List.of(), "http.callers-file=" + callers,
            "pages.app-name=随申办", "dedup.persons-max=3000000", "pool.samples-max=400000", "streams.max=2000");
        server.startWithPages();
        network = TroubledNetwork.to(httpPort);
        browser = Browser.start(directory);
        browser.language("zh");
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
        if (network != null) {
            network.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** The city's app, whose one tap opens the pages. */
    private void tapInTheApp(final String identity) {
        browser.open(network.address() + "/problems");
        browser.open(network.address() + app.ticket(browser, identity));
        browser.awaitElement("#code .qr");
    }

    /** The same for another person than whose codes this phone keeps: it is asked whether that person is meant. */
    private void tapInTheAppOfAnother(final String identity, final String maskedName) {
        browser.open(network.address() + "/problems");
        browser.open(network.address() + app.ticket(browser, identity));
        browser.awaitText(maskedName);
        browser.press("button", words.t("enter.mine"));
        browser.awaitElement("#code .qr");
        browser.awaitText(words.t("frame.until"));
        assertThat(browser.run("return document.querySelector('#code .holder').innerText")).isEqualTo(maskedName);
    }

    private static String identity(final String name, final String idNumber) {
        return "{\"id_number\":\"" + idNumber + "\",\"name\":\"" + name + "\"}";
    }

    private Path fullScreenShot(final String name) throws Exception {
        browser.awaitElement("dialog.full .full-symbol");
        final Path shot = browser.screenshot(directory.resolve(name + ".png"));
        browser.press("dialog.full button", words.t("full.close"));
        browser.awaitNoElement("dialog.full");
        return shot;
    }

    /** Points 1 to 8, 11, 13 and 14: the own code, from the tap in the app to the registered scan. */
    @Test
    void shouldGiveTheOwnCodeInOneTapAndRegisterByItOnce() throws Exception {
        tapInTheApp(identity(RESIDENT_NAME, resident));
        assertThat(browser.run("return [...document.querySelectorAll('input')].filter((e) => e.offsetParent).length"))
            .as("3: nothing is filled in").isEqualTo(0L);
        browser.awaitText(words.t("frame.until"));
        browser.awaitText("30 天");
        browser.awaitText(words.t("mine.advice_screenshot"));
        browser.awaitText(words.t("mine.advice_card"));
        browser.awaitText(words.t("mine.advice_video"));
        browser.awaitKept();

        browser.press("#code button", words.t("mine.full"));
        final Path shot = fullScreenShot("own");
        final List<String> code = programs.zbarimg(shot);
        assertThat(code).as("7: a screenshot is read").hasSize(1).isEqualTo(programs.scan(shot));

        network.swallow(true);
        browser.open(network.address() + "/pages/");
        browser.awaitElement("#code .qr");
        browser.press("#code button", words.t("mine.full"));
        assertThat(programs.zbarimg(fullScreenShot("offline"))).as("7: without a network").isEqualTo(code);
        network.swallow(false);
        tapInTheApp(identity(RESIDENT_NAME, resident));
        browser.press("#code button", words.t("mine.full"));
        assertThat(programs.zbarimg(fullScreenShot("again"))).as("5: the same code again and again").isEqualTo(code);

        assertThat(programs.send(port, shot.toString())).as("1, 2, 6: registered by the code alone").isEqualTo("ACCEPTED");
        assertThat(programs.send(port, shot.toString())).as("6: and once").isEqualTo("DOUBLE_SCAN");
        assertThat(programs.send(port, resident)).as("13: by the ID card the same person").isEqualTo("DOUBLE_SCAN");
        assertThat(programs.send(port, child)).as("13: by an ID number that was said").isEqualTo("ACCEPTED");
        assertThat(server.log()).noneMatch(line -> line.contains(resident) || line.contains(RESIDENT_NAME));
    }

    /** Points 8 to 12: relatives of each kind, those granted at once and those who must be asked. */
    @Test
    void shouldLetARelativeFetchTheCodesOfThoseWhoCannot() throws Exception {
        tapInTheApp(identity("王阿姨", fiftyNine));
        browser.press(words.t("guardians.code"));
        browser.awaitElement(".digits");
        final String consent = (String) browser.run("return document.querySelector('.digits').innerText");

        tapInTheAppOfAnother(identity(RESIDENT_NAME, resident), "张**");
        browser.press("nav a", words.t("frame.relatives"));
        browser.awaitText("未满18周岁");
        browser.awaitText("60周岁及以上");
        browser.awaitText("外省市");
        applyForAndAdd("张小宝", child, "city");
        applyForAndAdd("李老太", sixtyToday, "elsewhere");
        applyFor("王阿姨", fiftyNine, "city");
        browser.awaitText(words.t("problem.not-eligible"));
        browser.choose("reason", "no_smartphone");
        browser.type("consent_code", consent);
        browser.press("#apply button", words.t("relatives.apply_send"));
        browser.awaitText(words.t("relatives.apply_added"));

        applyFor("赵大力", unable, "city");
        browser.awaitText(words.t("problem.not-eligible"));
        browser.choose("reason", "disability");
        browser.press("#apply button", words.t("relatives.apply_send"));
        browser.awaitText(words.t("relatives.apply_waits"));
        assertThat(shownCodes()).as("10: no code before it is granted").isEqualTo(3L);
        final String asked = staff.post(browser, "/v1/relations/list", identity("赵大力", unable))
            .replaceAll(".*\"relation\":\"([^\"]*)\".*", "$1");
        staff.post(browser, "/v1/relations/" + asked + "/grant", identity("赵大力", unable));
        browser.reload();
        browser.awaitElement("li.relative:nth-child(4) [data-action='code']");
        assertThat(shownCodes()).as("10: and one after it was").isEqualTo(4L);
        browser.awaitKept();

        network.swallow(true);
        browser.reload();
        browser.awaitElement("li.relative:nth-child(4) [data-action='code']");
        for (int i = 1; i <= 4; i++) {
            browser.press("li.relative:nth-child(" + i + ") [data-action='code']", words.t("relatives.show"));
            final Path shot = fullScreenShot("relative-" + i);
            assertThat(programs.zbarimg(shot)).as("9, 11: one tap, offline, without being shown before").hasSize(1);
            assertThat(programs.send(port, shot.toString())).as("8: shown like one's own").isEqualTo("ACCEPTED");
        }
        printed();
        for (final String idNumber : List.of(child, sixtyToday, fiftyNine, unable)) {
            assertThat(programs.send(port, idNumber)).as("12, 13: each of them is one person").isEqualTo("DOUBLE_SCAN");
        }
    }

    private Object shownCodes() {
        return browser.run("return document.querySelectorAll(\"[data-action='code']\").length");
    }

    private void printed() throws Exception {
        browser.open(network.address() + "/pages/print?codes=all");
        browser.awaitElement("#print:enabled");
        final Path sheet = browser.print(directory.resolve("sheet.pdf"));
        int read = 0;
        for (final Path slip : programs.cutOut(sheet, 5)) {
            read += programs.zbarimg(slip).size();
        }
        assertThat(read).as("11: on paper").isEqualTo(5);
    }

    private void applyFor(final String name, final String idNumber, final String residence) {
        browser.awaitElement("#apply");
        browser.type("name", name);
        browser.type("number", idNumber);
        browser.run("document.querySelector(\"input[name='residence'][value='\" + arguments[0] + \"']\").click()", residence);
        browser.press("#apply button", words.t("relatives.apply_send"));
    }

    private void applyForAndAdd(final String name, final String idNumber, final String residence) {
        applyFor(name, idNumber, residence);
        browser.awaitText("尾号 " + idNumber.substring(14));
        browser.awaitText(words.t("relatives.apply_added"));
    }

    /** Point 13 for people who have no ID number of 18 characters. */
    @Test
    void shouldTakeThePassportForTheSamePersonAsItsCode() throws Exception {
        tapInTheApp(PASSPORT);
        browser.press("#code button", words.t("mine.full"));
        final Path shot = fullScreenShot("passport");
        assertThat(programs.send(port, shot.toString())).isEqualTo("ACCEPTED");
        assertThat(programs.send(port, "passport:GBR:123456789")).isEqualTo("DOUBLE_SCAN");
        assertThat(programs.send(port, "passport:FRA:123456789")).as("somebody else's").isEqualTo("ACCEPTED");
    }
}
