package io.swabline.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The city's app, as far as it leads residents to the pages: a caller of the API that asks for tickets. */
final class CityApp {
    private final String key;

    private CityApp(final String key) {
        this.key = key;
    }

    /** A new caller in the file that the server reads, made by the command; before the server starts. */
    static CityApp registeredIn(final Path callersFile) throws Exception {
        return registeredIn(callersFile, "city-app", "issue");
    }

    /** @param scopes as the command takes them */
    static CityApp registeredIn(final Path callersFile, final String name, final String scopes) throws Exception {
        final Process command = new ProcessBuilder(Processes.swabline("-Xmx64m",
            List.of("callers", "add", name, "--scope", scopes, "--file", callersFile.toString())))
            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        final String key = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(command.waitFor()).isZero();
        return new CityApp(key);
    }

    /** A path with a fresh ticket; the request is made in the browser, on a page of the server, which knows its certificate. */
    String ticket(final Browser browser, final String name, final String idNumber) {
        return ticket(browser, "{\"id_number\":\"" + idNumber + "\",\"name\":\"" + name + "\"}");
    }

    /** @param identity as the API takes it */
    String ticket(final Browser browser, final String identity) {
        return post(browser, "/v1/page-tickets", identity).replaceAll(".*\"url\":\"([^\"]*)\".*", "$1");
    }

    /** The body of the answer to a request of the API. */
    String post(final Browser browser, final String path, final String body) {
        return (String) browser.run("const request = new XMLHttpRequest();"
            + "request.open('POST', arguments[1], false);"
            + "request.setRequestHeader('Authorization', 'Bearer ' + arguments[0]);"
            + "request.setRequestHeader('Content-Type', 'application/json');"
            + "request.send(arguments[2]);"
            + "return request.responseText", key, path, body);
    }
}
