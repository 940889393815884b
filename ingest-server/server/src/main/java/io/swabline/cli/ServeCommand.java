package io.swabline.cli;

import io.swabline.server.wiring.IngestServer;
import io.swabline.server.wiring.ServerSettings;
import io.swabline.server.wiring.StartException;
import io.swabline.server.wiring.StopCause;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code swabline serve}: runs the ingest server until a signal or a failed journal stops it. */
@Command(name = "serve", description = {
    "Run the ingest server. SIGTERM and SIGINT drain it: everything received is journaled and acknowledged, then it ends with 0.",
    "Every setting, its meaning and its default: config/swabline.conf. Options here win over the environment and the file."})
final class ServeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Option(
        names = "--config", paramLabel = "FILE",
        description = "a configuration file such as config/swabline.conf (default: /etc/swabline/swabline.conf if it exists)")
    private Path config;
    @Option(names = "--data", paramLabel = "DIR", description = "directory of the journal (data.directory)")
    private String data;
    @Option(names = "--host", paramLabel = "ADDRESS", description = "address to listen on (listen.host)")
    private String host;
    @Option(names = "--port", paramLabel = "N", description = "port to listen on, 0 for any free one (listen.port)")
    private String port;
    @Option(
        names = "--http-port", paramLabel = "N",
        description = "port for the API and the pages, 0 for any free one (http.port)")
    private String httpPort;
    @Option(names = "--keys", paramLabel = "FILE", description = "the key file (keys.file)")
    private String keys;
    @Option(names = "--durability", paramLabel = "disk|os", description = "what an acknowledgement promises (durability)")
    private String durability;
    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "any other setting; may be repeated")
    private Map<String, String> others = new LinkedHashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        final ServerSettings settings = settings();
        final IngestServer server = start(settings);
        final Path file = ConfigurationFile.find(config, ConfigurationFile.PACKAGED);
        if (file != null) {
            server.noteConfiguration(file);
        }
        Swabline.stopSignalOf(spec).listen(server::drainAndClose);
        startIssuing(server);
        return exitCode(server.awaitStopped());
    }

    private ServerSettings settings() {
        final Map<String, Object> options = new HashMap<>();
        options.put("data.directory", data);
        options.put("listen.host", host);
        options.put("listen.port", port);
        options.put("http.port", httpPort);
        options.put("keys.file", keys);
        options.put("durability", durability);
        return SettingsLoader.settings(ConfigurationFile.sources(config)
            .withEnvironment(System.getenv())
            .withProperties(System.getProperties())
            .withOverrides("--set", others)
            .withOverrides("option of serve", options)
            .resolve());
    }

    private static IngestServer start(final ServerSettings settings) throws InterruptedException {
        try {
            IngestServer.requireFreeHttpPort(settings);
            return IngestServer.start(settings);
        } catch (final StartException e) {
            throw CommandFailure.couldNotStart(e.getMessage(), e);
        } catch (final OutOfMemoryError e) {
            throw CommandFailure.couldNotStart("not enough memory (" + e.getMessage() + "): lower dedup.persons-max, "
                + "pool.samples-max or streams.max, or raise -Xmx and -XX:MaxDirectMemorySize through SWABLINE_JAVA_OPTS", e);
        }
    }

    /** Behind the edge, which takes scans meanwhile: whatever fails here, what it took is journaled and answered. */
    private static void startIssuing(final IngestServer server) {
        try {
            server.startIssuing();
        } catch (final StartException e) {
            server.drainAndClose();
            throw CommandFailure.couldNotStart(e.getMessage(), e);
        } catch (final RuntimeException e) {
            server.drainAndClose();
            throw CommandFailure.couldNotStart("pages and API could not be started (" + e + "): mend that, or start without "
                + "them by --set http.enabled=false", e);
        }
    }

    private static int exitCode(final StopCause cause) {
        return switch (cause) {
            case DRAINED -> ExitCode.OK;
            case DRAIN_TIMED_OUT -> ExitCode.CHECK_FAILED;
            case JOURNAL_FAILED -> ExitCode.JOURNAL_FAILED;
        };
    }
}
