package io.swabline.system;

import java.awt.image.BufferedImage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The print sheet where a phone cannot print: a PDF file of it, and a word where neither works. */
@Tag("slow")
class PagesPrintTest {
    private static final int RELATIVES = 7;
    private static final int DOTS_PER_INCH = 300;
    /** Of the symbol without its quiet zone: 41 modules of 0.04 inches. */
    private static final int SYMBOL_DOTS = 41 * 12;

    @TempDir
    private Path directory;

    private final LocalDate today = Residents.today();

    private ServerProcess server;
    private Browser browser;
    private Programs programs;
    private String pages;

    @BeforeEach
    void start() throws Exception {
        Browser.assumeInstalled();
        Programs.assumeInstalled("zbarimg", "zbar-tools");
        Programs.assumeInstalled("pdftoppm", "poppler-utils");
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
        browser.open(pages + "login");
        post("login", "{\"id_number\":\"" + Residents.bornOn(today.minusYears(35), 1) + "\",\"name\":\"张小明\"}");
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

    private void post(final String path, final String body) {
        assertThat(browser.run("const [path, body] = arguments; return fetch('/pages/api/' + path, {method: 'POST', body,"
            + " headers: {'X-Swabline': 'page', 'Content-Type': 'application/json'}})"
            + ".then((answer) => new Promise((resolve) => setTimeout(resolve, 120, answer.ok)));", path, body)).isEqualTo(true);
    }

    @Test
    void shouldMakeAPdfThatIsReadAsThePrintedSheetIs() throws Exception {
        for (int i = 0; i < RELATIVES; i++) {
            post("relatives", "{\"id_number\":\"" + Residents.bornOn(today.minusYears(6), 10 + i)
                + "\",\"name\":\"张小宝\",\"residence\":\"city\"}");
        }
        browser.open(pages + "print?codes=all");
        browser.awaitElement("#pdf:enabled");
        browser.awaitElement(".slip:nth-child(" + (RELATIVES + 1) + ")");
        browser.press("存为 PDF");
        final Path pdf = browser.takeDownload("sheet.pdf");
        assertThat(browser.savedName()).startsWith("核酸码-打印-20").endsWith(".pdf");
        browser.awaitText("PDF 已保存");
        assertThat(programs.pdfinfo(pdf)).anyMatch(line -> line.matches("Pages: +2"))
            .anyMatch(line -> line.matches("Page size: .*\\(A4\\)"));
        final List<String> first = programs.zbarimg(programs.printed(pdf, 1, 200));
        final List<String> second = programs.zbarimg(programs.printed(pdf, 2, 200));
        final List<String> printed = programs.zbarimg(programs.printed(browser.print(directory.resolve("printed.pdf"))));
        assertThat(first).hasSize(6).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(printed);
        assertThat(second).hasSize(RELATIVES + 1 - 6).doesNotContainAnyElementsOf(first);
        assertThat(symbolSide(programs.printed(pdf, 1, DOTS_PER_INCH))).as("dots of 300 an inch")
            .isBetween(SYMBOL_DOTS - 1, SYMBOL_DOTS + 1);
    }

    /** How many dots the first symbol is wide: its upper edge is the first dark row in the middle of the slip below the title. */
    private static int symbolSide(final Path page) throws Exception {
        final BufferedImage image = ImageIO.read(page.toFile());
        final int top = (int) Math.round(10 / 25.4 * DOTS_PER_INCH) + 110;
        final int centre = (int) Math.round((10 + 95 / 2.0) / 25.4 * DOTS_PER_INCH);
        int left = centre;
        int right = centre;
        for (int y = top; y < top + 588; y++) {
            for (int x = centre - 294; x < centre + 294; x++) {
                if ((image.getRGB(x, y) & 0xff) < 100) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                }
            }
        }
        return right - left + 1;
    }

    @Test
    void shouldSayWherePrintingDoesNothing() {
        for (final String print : List.of("undefined", "() => {}", "() => { throw new Error('no printer'); }")) {
            browser.runFirst("window.print = " + print);
            browser.open(pages + "print?codes=self");
            browser.awaitElement("#print:enabled");
            browser.press("#print", "打印");
            browser.awaitText("这里不能打印");
        }
    }

    @Test
    void shouldSayThatAPdfOrAPictureCouldNotBeMade() {
        browser.runFirst("HTMLCanvasElement.prototype.toBlob = function (done) { done(null); }");
        browser.open(pages + "print?codes=self");
        browser.awaitElement("#pdf:enabled");
        browser.press("存为 PDF");
        browser.awaitText("PDF 没有存成");
        browser.open(pages);
        browser.awaitElement("#code .qr");
        browser.press("存为图片");
        browser.awaitText("图片没有存成。请打开“全屏出示”，然后截图。");
        assertThat(browser.run("return document.activeElement.innerText")).asString().contains("图片没有存成");
    }
}
