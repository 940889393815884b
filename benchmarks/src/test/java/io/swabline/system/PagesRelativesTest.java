package io.swabline.system;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Two siblings of one name and year, and somebody with a passport: told apart wherever a code goes. */
@Tag("slow")
class PagesRelativesTest {
    @TempDir
    private Path directory;

    private final LocalDate today = Residents.today();
    private final String sister = Residents.bornOn(today.minusYears(6), 2);
    private final String brother = Residents.bornOn(today.minusYears(6), 3);

    @Test
    void shouldTellRelativesApartOnListPictureAndSheet() throws Exception {
        Browser.assumeInstalled();
        final int httpPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            httpPort = socket.getLocalPort();
        }
        final String pages = "http://127.0.0.1:" + httpPort + "/pages/";
        try (ServerProcess server = new ServerProcess(directory, 0, httpPort, List.of(), "pages.development-login=true",
            "dedup.persons-max=3000000", "pool.samples-max=400000", "streams.max=2000");
            Browser browser = Browser.start(directory)) {
            server.startWithPages();
            browser.language("zh");
            browser.open(pages + "login");
            browser.type("name", "张小明");
            browser.type("number", Residents.bornOn(today.minusYears(35), 1));
            browser.press("button", "登录");
            browser.awaitElement("#code .qr");
            replaceOnceThoughTheAnswerIsLost(browser);
            browser.press("亲属代领");
            apply(browser, sister);
            apply(browser, brother);
            name(browser, "妹妹/小*");
            assertThat((String) browser.run("return document.querySelector('#relatives').innerText"))
                .contains("妹妹/小*", "尾号 " + brother.substring(14));

            browser.press(".relative:first-child summary", "更多");
            browser.press(".relative:first-child button", "存为图片");
            browser.takeDownload("sister.png");
            assertThat(browser.savedName()).startsWith("核酸码-妹妹-小-至20").endsWith(".png");
            browser.open(pages + "print?codes=all");
            browser.awaitElement(".slip:nth-child(3)");
            assertThat((String) browser.run("return document.querySelector('#sheet').innerText"))
                .contains("妹妹/小*", "尾号 " + brother.substring(14), "亲属代领");

            browser.open(pages + "relatives");
            browser.awaitElement("#apply");
            passport(browser);
        }
    }

    /** The server answers, the phone does not get it, the person asks again: that is one of five a day. */
    private static void replaceOnceThoughTheAnswerIsLost(final Browser browser) {
        browser.run("const real = window.fetch; window.texts = []; window.fetch = async (path, options) => {"
            + "  const answer = await real(path, options);"
            + "  if (!String(path).endsWith('code/reissue')) { return answer; }"
            + "  window.texts.push((await answer.clone().json()).text);"
            + "  if (window.texts.length === 1) { throw new TypeError('lost'); }"
            + "  return answer;"
            + "};");
        for (final String said : List.of("没有网络，或者服务器没有回应", "已换新码")) {
            browser.press("#code button", "换码");
            browser.press("dialog button", "换码");
            browser.awaitText(said);
        }
        assertThat(browser.run("return window.texts.length === 2 && window.texts[0] === window.texts[1]"))
            .as("the second answer is the code of the first").isEqualTo(true);
    }

    private static void apply(final Browser browser, final String idNumber) {
        browser.awaitElement("#apply");
        browser.type("name", "张小宝");
        browser.type("number", idNumber);
        browser.press("#apply button", "申请");
        browser.awaitText("张** (尾号 " + idNumber.substring(14) + ")，现在就可以取码");
    }

    private static void name(final Browser browser, final String nickname) {
        browser.press(".relative:first-child summary", "更多");
        browser.press(".relative:first-child button", "改备注名");
        browser.awaitElement(".nickname input");
        browser.run("document.querySelector('.nickname input').value = arguments[0]", nickname);
        browser.press(".nickname button", "保存");
        browser.awaitText("备注名已保存");
        assertThat(browser.run("return document.activeElement.innerText")).as("said where it was pressed").isEqualTo("备注名已保存。");
        browser.press(".relative:first-child summary", "更多");
    }

    /** What is wrong with the number is said while it is typed; then the application waits for the person. */
    private static void passport(final Browser browser) {
        browser.choose("type", "passport");
        browser.type("name", "Ann Smith");
        browser.type("state", "gbr");
        browser.type("number", "12");
        browser.press("#apply button", "申请");
        browser.awaitText("护照号码有 5 至 15 位字母或数字，现在是 2 位");
        browser.type("number", "1234 56789");
        browser.press("#apply button", "申请");
        browser.awaitText("年龄不明");
        browser.choose("reason", "no_smartphone");
        browser.press("#apply button", "申请");
        browser.awaitText("尚未获准");
        assertThat((String) browser.run("return document.querySelector('#relatives').innerText")).contains("A** S**", "尾号 6789");
    }
}
