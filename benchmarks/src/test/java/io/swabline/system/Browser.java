package io.swabline.system;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Chromium without a window, the size of a small phone, with a profile and a download directory of its own. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path downloads;
    private final ChromeDriver driver;
    private String savedName = "";

    private Browser(final Path downloads, final ChromeDriver driver) {
        this.downloads = downloads;
        this.driver = driver;
    }

    static Browser start(final Path directory, final String... arguments) throws IOException {
        final Path downloads = Files.createDirectories(directory.resolve("downloads"));
        final ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments("--headless=new", "--no-sandbox", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--no-first-run", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
            "--user-data-dir=" + directory.resolve("profile"));
        options.addArguments(arguments);
        options.setExperimentalOption("prefs", Map.of(
            "download.default_directory", downloads.toString(), "download.prompt_for_download", false));
        final ChromeDriverService service = new ChromeDriverService.Builder()
            .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile()).usingAnyFreePort()
            .withLogOutput(OutputStream.nullOutputStream()).build();
        final Browser browser = new Browser(downloads, new ChromeDriver(service, options));
        browser.size(360, 740);
        return browser;
    }

    static void assumeInstalled() {
        Programs.assumeInstalled("chromium", "chromium");
        Programs.assumeInstalled("chromedriver", "chromium-driver");
    }

    void size(final int width, final int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", true));
    }

    /** The phone's theme from now on. */
    void dark(final boolean isDark) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", isDark ? "dark" : "light"))));
    }

    /** What the screen shows, as the phone's own screenshot would keep it. */
    Path screenshot(final Path png) throws IOException {
        final Map<String, Object> shot = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"));
        return Files.write(png, Base64.getDecoder().decode((String) shot.get("data")));
    }

    /** The page from its top to its end, below the screen too. */
    Path wholePage(final Path png) throws IOException {
        final Map<?, ?> metrics = driver.executeCdpCommand("Page.getLayoutMetrics", Map.of());
        final Map<?, ?> size = (Map<?, ?>) metrics.get("cssContentSize");
        final Map<String, Object> shot = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png",
            "captureBeyondViewport", true,
            "clip", Map.of("x", 0, "y", 0, "width", size.get("width"), "height", size.get("height"), "scale", 1)));
        return Files.write(png, Base64.getDecoder().decode((String) shot.get("data")));
    }

    /** The phone's way back. */
    void back() {
        driver.navigate().back();
    }

    void open(final String address) {
        driver.get(address);
    }

    void reload() {
        driver.navigate().refresh();
    }

    /** Chinese or English from the next page on, as if it had been chosen there before. */
    void language(final String language) {
        runFirst("try { localStorage.setItem('swabline.language', JSON.stringify('" + language + "')); }"
            + " catch (refused) { /* a page without storage */ }");
    }

    /** A script that runs in each page from now on, before its own. */
    void runFirst(final String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    void online(final boolean isOnline) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand("Network.emulateNetworkConditions",
            Map.of("offline", !isOnline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** A network of that latency, and of so many bytes a second in each direction. */
    void network(final int latencyMs, final int bytesPerSecond) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand("Network.emulateNetworkConditions", Map.of(
            "offline", false, "latency", latencyMs, "downloadThroughput", bytesPerSecond, "uploadThroughput", bytesPerSecond));
    }

    Object run(final String script, final Object... arguments) {
        return ((JavascriptExecutor) driver).executeScript(script, arguments);
    }

    /** Waits until the service worker keeps the pages. */
    void awaitKept() {
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        ((JavascriptExecutor) driver).executeAsyncScript(
            "const done = arguments[0]; navigator.serviceWorker.ready.then(() => done());");
    }

    /** Waits until a script, a function's body, returns true. */
    void awaitTrue(final String script) {
        await(script, () -> Boolean.TRUE.equals(run(script)));
    }

    /** Drops the files that the browser keeps of earlier visits; what pages keep themselves stays. */
    void dropFiles() {
        driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
    }

    /** Types into the field of that id, as a person would, over what is there. */
    void type(final String field, final String text) {
        final WebElement input = driver.findElement(By.id(field));
        input.clear();
        input.sendKeys(text);
    }

    void choose(final String field, final String value) {
        driver.findElement(By.cssSelector("#" + field + " option[value='" + value + "']")).click();
    }

    void awaitElement(final String css) {
        await(css, () -> driver.findElements(By.cssSelector(css)).stream().anyMatch(WebElement::isDisplayed));
    }

    void awaitNoElement(final String css) {
        await("nothing at " + css, () -> driver.findElements(By.cssSelector(css)).isEmpty());
    }

    void awaitText(final String text) {
        await(text, () -> bodyText().contains(text));
    }

    private String bodyText() {
        return (String) run("return document.body.innerText");
    }

    /** Presses the first button or link below the element (css) whose label contains the text. */
    void press(final String css, final String label) {
        await(label, () -> {
            for (final WebElement element : driver.findElements(By.cssSelector(css))) {
                if (element.isDisplayed() && element.getText().contains(label)) {
                    element.click();
                    return true;
                }
            }
            return false;
        });
    }

    void press(final String label) {
        press("button, a", label);
    }

    /** Presses keys, one after the other, on whatever has the focus by then. */
    void keys(final CharSequence... keys) {
        for (final CharSequence key : keys) {
            driver.switchTo().activeElement().sendKeys(key);
        }
    }

    /** Waits for a file to be saved, takes it out of the downloads and gives its new place. */
    Path takeDownload(final String name) throws IOException {
        await("a saved file", () -> !saved().isEmpty());
        savedName = saved().get(0).getFileName().toString();
        return Files.move(saved().get(0), downloads.resolveSibling(name));
    }

    /** The name under which the browser saved the file taken last. */
    String savedName() {
        return savedName;
    }

    private List<Path> saved() throws IOException {
        try (Stream<Path> files = Files.list(downloads)) {
            return files.filter(file -> file.toString().matches(".*\\.(png|pdf)")).toList();
        }
    }

    /** The page as it would be printed. */
    Path print(final Path pdf) throws IOException {
        final Map<String, Object> printed =
            driver.executeCdpCommand("Page.printToPDF", Map.of("preferCSSPageSize", true));
        return Files.write(pdf, Base64.getDecoder().decode((String) printed.get("data")));
    }

    /** A failure says what the page said. */
    private void await(final String what, final Callable<Boolean> condition) {
        try {
            Awaitility.await().atMost(PATIENCE).ignoreException(StaleElementReferenceException.class).until(condition);
        } catch (final ConditionTimeoutException e) {
            throw new AssertionError("no '" + what + "' at " + driver.getCurrentUrl() + ":\n" + bodyText(), e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
