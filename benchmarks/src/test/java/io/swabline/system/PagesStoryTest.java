package io.swabline.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What residents do, in a real browser against a real server: fetch a code, show it without a network, fetch relatives' codes,
 * print, be registered once however they come, and make a lost code void.
 */
@Tag("slow")
class PagesStoryTest {
    @TempDir
    private Path directory;

    private final LocalDate today = Residents.today();
    private final String resident = Residents.bornOn(today.minusYears(35), 1);
    private final String child = Residents.bornOn(today.minusYears(6), 2);
    private final String parent = Residents.bornOn(today.minusYears(60), 3);
    /** Two days before the 60th birthday, so that a midnight during the test changes nothing. */
    private final String aunt = Residents.bornOn(today.minusYears(60).plusDays(2), 4);

    private int port;
    private String pages;
    private Programs programs;

    @BeforeEach
    void findPrograms() throws IOException {
        Browser.assumeInstalled();
        Programs.assumeInstalled("pdftoppm", "poppler-utils");
        Programs.assumeInstalled("zbarimg", "zbar-tools");
        programs = new Programs(directory);
    }

    private ServerProcess server(final String... more) throws IOException {
        final int httpPort;
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = first.getLocalPort();
            httpPort = second.getLocalPort();
        }
        pages = "http://127.0.0.1:" + httpPort + "/pages/";
        final List<String> settings = new ArrayList<>(List.of("pages.development-login=true",
            "http.callers-file=" + directory.resolve("callers.conf"),
            "dedup.persons-max=3000000", "pool.samples-max=400000", "streams.max=2000"));
        settings.addAll(List.of(more));
        return new ServerProcess(directory, port, httpPort, List.of(), settings.toArray(String[]::new));
    }

    private Browser english() throws IOException {
        final Browser browser = Browser.start(directory);
        browser.language("en");
        return browser;
    }

    private void logIn(final Browser browser, final String name, final String idNumber) {
        browser.open(pages);
        browser.press("Development login");
        browser.awaitText("For development only");
        browser.type("name", name);
        browser.type("number", idNumber);
        browser.press("button", "Log in");
        browser.awaitElement("#code .qr");
    }

    private void apply(final Browser browser, final String name, final String idNumber) {
        browser.awaitElement("#apply");
        browser.type("name", name);
        browser.type("number", idNumber);
        browser.press("#apply button", "Apply");
    }

    private static String added(final String maskedName, final String idNumber) {
        return maskedName + " (ends in " + idNumber.substring(14) + ") is added";
    }

    private void change(final Browser browser, final String name, final String idNumber) {
        browser.open(pages);
        browser.press("Log out");
        logIn(browser, name, idNumber);
    }

    /** The person's one-time code. */
    private static String consentCode(final Browser browser) {
        browser.press("One-time code");
        browser.awaitElement(".digits");
        return (String) browser.run("return document.querySelector('.digits').innerText");
    }

    private Path savedPicture(final Browser browser, final String name) throws IOException {
        browser.press("Save as image");
        return browser.takeDownload(name);
    }

    @Test
    void shouldShowACodeWithoutANetworkAndWithoutAServer() throws Exception {
        try (ServerProcess server = server(); Browser browser = english()) {
            server.startWithPages();
            browser.runFirst("// As in web views of before 2022.\ndelete AbortSignal.timeout; delete window.structuredClone;");
            logIn(browser, "张小明", resident);
            browser.awaitText("30 days");
            browser.awaitKept();

            browser.online(false);
            browser.reload();
            browser.awaitText("The code on this phone works as usual");
            browser.awaitElement("#code .qr");

            browser.online(true);
            server.kill();
            browser.open(pages);
            browser.awaitText("The code on this phone works as usual");
            browser.awaitText("张");
            assertThat(browser.run("return document.querySelector('.qr').getAttribute('viewBox')")).isEqualTo("0 0 49 49");
            assertThat(programs.scan(savedPicture(browser, "offline.png"))).hasSize(1);

            keepUntil(browser, "2099-01-01T20:00:00Z");
            browser.reload();
            browser.awaitElement("#code .qr");
            savedPicture(browser, "late.png");
            assertThat(browser.run("return document.querySelector('#told a').download")).as("the day in Shanghai")
                .isEqualTo("sampling-code-until-2099-01-02.png");

            keepUntil(browser, Instant.now().toString());
            browser.reload();
            browser.awaitElement(".stamp");

            browser.press("Log out");
            browser.awaitText("Try again");
            assertThat(browser.run("return localStorage.getItem('swabline.kept')")).isNull();
            server.startWithPages();
            browser.open(pages);
            browser.awaitText("Open this page from the city's app");
            assertThat(browser.run("return localStorage.getItem('swabline.kept')")).as("the session goes, too").isNull();
        }
    }

    /** As if the code that is kept were valid until then. */
    private static void keepUntil(final Browser browser, final String validUntil) {
        browser.run("const kept = JSON.parse(localStorage['swabline.kept']); kept.own.valid_until = arguments[0];"
            + " localStorage['swabline.kept'] = JSON.stringify(kept)", validUntil);
    }

    @Test
    void shouldRegisterEverybodyOnceHoweverTheyCome() throws Exception {
        try (ServerProcess server = server(); Browser browser = english()) {
            server.startWithPages();
            logIn(browser, "王阿姨", aunt);
            final String consent = consentCode(browser);
            change(browser, "张小明", resident);
            final Path own = savedPicture(browser, "own.png");
            final List<String> ownText = programs.scan(own);
            assertThat(ownText).hasSize(1).isEqualTo(programs.zbarimg(own));

            final List<String> printed = printedCodes(browser, consent);
            assertThat(printed).hasSize(4).containsAll(ownText);

            assertThat(programs.send(port, own.toString())).isEqualTo("ACCEPTED");
            for (final String text : printed) {
                assertThat(programs.send(port, text)).isEqualTo(ownText.contains(text) ? "DOUBLE_SCAN" : "ACCEPTED");
            }
            for (final String idNumber : List.of(resident, child, parent, aunt)) {
                assertThat(programs.send(port, idNumber)).isEqualTo("DOUBLE_SCAN");
            }

            final Path relatives = relativesCodeOfTheResident(browser);
            assertThat(programs.scan(relatives)).hasSize(1).doesNotContainAnyElementsOf(ownText);
            assertThat(programs.send(port, relatives.toString())).isEqualTo("DOUBLE_SCAN");

            final Path reissued = reissued(browser, ownText);
            assertThat(programs.send(port, reissued.toString())).isEqualTo("DOUBLE_SCAN");
            assertThat(programs.send(port, own.toString())).isEqualTo("SUPERSEDED");
            assertThat(programs.send(port, relatives.toString())).isEqualTo("SUPERSEDED");

            server.kill();
            server.startWithPages();
            assertThat(programs.send(port, own.toString())).isEqualTo("SUPERSEDED");
            assertThat(programs.send(port, relatives.toString())).isEqualTo("SUPERSEDED");
            assertThat(programs.send(port, reissued.toString())).isEqualTo("DOUBLE_SCAN");
            assertThat(server.log()).noneMatch(line -> line.contains(resident) || line.contains("张小明"));
        }
    }

    /** A session may ask ten times a second; the sheet asks once, however large a family is. */
    @Test
    void shouldPrintTheCodesOfALargeFamily() throws Exception {
        try (ServerProcess server = server("relatives.max=100", "relatives.applications-per-day-max=100");
            Browser browser = english()) {
            server.startWithPages();
            logIn(browser, "张小明", resident);
            for (int i = 1; i <= 25; i++) {
                addRelative(browser, Residents.bornOn(today.minusYears(6), 100 + i));
            }
            browser.press("Relatives");
            browser.press("Print all, mine too");
            browser.awaitElement("#print:enabled");
            assertThat(browser.run("return document.querySelectorAll('.slip').length")).isEqualTo(26L);
            assertThat(browser.run("return document.getElementById('messages').innerText")).isEqualTo("");
        }
    }

    /** By the page's own request, and slowly enough that the next ones find the session's allowance as it was. */
    private static void addRelative(final Browser browser, final String idNumber) {
        assertThat(browser.run("const [person] = arguments; return fetch('/pages/api/relatives', {method: 'POST', body: person,"
            + " headers: {'X-Swabline': 'page', 'Content-Type': 'application/json'}})"
            + ".then((answer) => new Promise((resolve) => setTimeout(resolve, 120, answer.status)));",
            "{\"id_number\":\"" + idNumber + "\",\"name\":\"张小宝\",\"residence\":\"city\"}")).isEqualTo(201L);
    }

    /** Every state of a relation, as both see it; and pages that say nothing of it. */
    @Test
    void shouldLetAPersonDecideWhoFetchesTheCode() throws Exception {
        try (ServerProcess server = server(); Browser browser = english()) {
            server.startWithPages();
            logIn(browser, "张小明", resident);
            browser.awaitText("Nobody.");
            assertThat(browser.run("return document.querySelectorAll('#guardians .relative').length")).isEqualTo(0L);
            change(browser, "王阿姨", aunt);
            browser.press("Relatives");
            apply(browser, "张小明", resident);
            browser.awaitText("State why the person cannot apply alone");
            browser.choose("reason", "illness");
            browser.type("consent_code", "1234 5678");
            browser.press("#apply button", "Apply");
            browser.awaitText("Ask the person for a new one");
            browser.type("consent_code", "");
            browser.press("#apply button", "Apply");
            browser.awaitText("Applied for 张**");
            browser.press(".relative button", "Withdraw");
            browser.awaitText("is withdrawn");
            apply(browser, "张小明", resident);
            browser.awaitText("State why the person cannot apply alone");
            browser.choose("reason", "illness");
            browser.press("#apply button", "Apply");
            browser.awaitText("Waiting for the person");
            assertThat(browser.run("return document.body.innerText.includes('Show code')")).isEqualTo(false);

            change(browser, "张小明", resident);
            browser.awaitText("asks to fetch your code");
            browser.press("Refuse");
            browser.awaitText("from now on everybody needs your consent");
            final String consent = consentCode(browser);

            change(browser, "王阿姨", aunt);
            browser.press("Relatives");
            browser.awaitText("Refused. You can apply again after 30 days");
            apply(browser, "张小明", resident);
            browser.awaitText("State why the person cannot apply alone");
            browser.choose("reason", "illness");
            browser.type("consent_code", consent);
            browser.press("#apply button", "Apply");
            browser.awaitText(added("张**", resident));
            browser.press(".relative button", "Show code");
            browser.awaitElement("dialog.full .full-symbol");
            assertThat(browser.run("return document.querySelector('.relative').textContent.includes('Replace code')"))
                .isEqualTo(false);

            change(browser, "张小明", resident);
            browser.awaitText("by a one-time code");
            browser.press("#guardians button", "End");
            browser.awaitText("Copies already fetched stay valid");
            browser.press("dialog button", "End");
            browser.awaitText("Nobody.");
            browser.press("summary", "Earlier");
            browser.awaitText("ended by the holder");

            change(browser, "王阿姨", aunt);
            browser.press("Relatives");
            browser.awaitText("ended by the holder");
            assertThat(browser.run("return JSON.parse(localStorage['swabline.kept']).relatives.filter(({code}) => code).length"))
                .isEqualTo(0L);
        }
    }

    @Test
    void shouldSayNothingOfRelativesWhereTheyAreOff() throws Exception {
        try (ServerProcess server = server("pages.relatives=false"); Browser browser = english()) {
            server.startWithPages();
            logIn(browser, "张小明", resident);
            browser.awaitKept();
            browser.awaitText("30 days");
            assertThat((String) browser.run("return document.body.innerText"))
                .doesNotContain("elatives", "亲属", "Who may fetch");
            assertThat(browser.run("return document.querySelectorAll('a[href*=relatives], [id*=guardian]').length"))
                .isEqualTo(0L);
            browser.online(false);
            browser.reload();
            browser.awaitText("The code on this phone works as usual");
        }
    }

    /** Applies for three relatives, prints everybody's codes and reads the paper. */
    private List<String> printedCodes(final Browser browser, final String consent) throws Exception {
        browser.press("Relatives");
        apply(browser, "张小宝", child);
        browser.awaitText(added("张**", child));
        apply(browser, "李老太", parent);
        browser.awaitText(added("李**", parent));
        apply(browser, "王阿姨", aunt);
        browser.awaitText("State why the person cannot apply alone");
        assertThat(browser.run("return document.activeElement.id + document.activeElement.getAttribute('aria-invalid')"))
            .isEqualTo("reasontrue");
        browser.choose("reason", "no_smartphone");
        browser.type("consent_code", consent);
        browser.press("#apply button", "Apply");
        browser.awaitText(added("王**", aunt));

        browser.press("Print all, mine too");
        browser.awaitElement("#print:enabled");
        assertThat(browser.run("return document.querySelectorAll('.slip').length")).isEqualTo(4L);
        final Path sheet = browser.print(directory.resolve("sheet.pdf"));
        final List<String> printed = programs.scan(programs.printed(sheet));
        final List<String> slips = new ArrayList<>();
        for (final Path slip : programs.cutOut(sheet, 4)) {
            assertThat(programs.scan(slip)).hasSize(1).isEqualTo(programs.zbarimg(slip));
            slips.addAll(programs.scan(slip));
        }
        assertThat(printed).containsExactlyInAnyOrderElementsOf(slips);
        return printed;
    }

    /** Another resident holds the first as a relative and saves that code. */
    private Path relativesCodeOfTheResident(final Browser browser) throws IOException {
        change(browser, "李老太", parent);
        browser.press("Relatives");
        apply(browser, "张小明", resident);
        browser.awaitText("State why the person cannot apply alone");
        browser.choose("reason", "illness");
        browser.press("#apply button", "Apply");
        browser.awaitText("Applied for 张**");
        browser.awaitText("Waiting for the person");
        change(browser, "张小明", resident);
        browser.awaitText("asks to fetch your code");
        browser.press("Accept");
        browser.awaitText("may fetch your code");
        change(browser, "李老太", parent);
        browser.press("Relatives");
        browser.press(".relative summary", "More");
        return savedPicture(browser, "relatives.png");
    }

    private Path reissued(final Browser browser, final List<String> before) throws Exception {
        change(browser, "张小明", resident);
        assertThat(programs.scan(savedPicture(browser, "again.png"))).as("the same code again").isEqualTo(before);
        browser.press("#code button", "Replace code");
        browser.awaitText("All older copies stop working at once");
        browser.press("dialog button", "Replace code");
        browser.awaitText("Older screenshots and printouts no longer work");
        final Path picture = savedPicture(browser, "reissued.png");
        assertThat(programs.scan(picture)).hasSize(1).doesNotContainAnyElementsOf(before);
        return picture;
    }
}
