package io.swabline.server.wiring;

import io.swabline.issuer.http.HttpSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which listeners may be open to others than this machine: those with TLS and, for stations, authentication. One that is not
 * so is refused before anything else starts, unless a setting allows it; then it is named loudly.
 */
final class ListenerRule {
    private final AccessSettings access;

    ListenerRule(final AccessSettings access) {
        this.access = access;
    }

    /**
     * Judges the listener of stations.
     *
     * @return what is missing and was allowed all the same; null if nothing is
     * @throws StartException if that is not allowed
     */
    String judgeStations(final String host) {
        final List<String> missing = new ArrayList<>();
        final List<String> remedies = new ArrayList<>();
        if (!access.hasTls()) {
            missing.add("TLS");
            remedies.add("tls.certificate-file and tls.private-key-file");
        }
        if (access.authentication() == Authentication.NONE) {
            missing.add("authentication");
            remedies.add("listen.authentication = token (tokens are made by 'swabline stations add') or certificate");
        }
        return judge("stations", "listen.host", host, missing, remedies);
    }

    /** Judges the listener of API and pages, whose callers and residents show who they are by themselves; as for stations. */
    String judgeHttp(final IssuingSettings issuing) {
        final HttpSettings http = issuing.http();
        if (http.developmentLogin()) {
            judgeDevelopmentLogin(issuing);
        }
        return access.hasTls() ? null : judge("API and pages", "http.host", http.host(), List.of("TLS"),
            List.of("tls.certificate-file and tls.private-key-file"));
    }

    /** Certificates and a shared database are those of a service: a forgotten development login there would open it to all. */
    private void judgeDevelopmentLogin(final IssuingSettings issuing) {
        final String remedy;
        if (!isLoopback(issuing.http().host())) {
            remedy = "http.host = " + issuing.http().host() + " is open to other machines: set pages.development-login = false,"
                + " or http.host = 127.0.0.1";
        } else if (access.hasTls()) {
            remedy = "tls.certificate-file is set, as in service: set pages.development-login = false, or try the pages without"
                + " TLS";
        } else if (!issuing.registryUrl().isEmpty()) {
            remedy = "registry.url names a database, as in service: set pages.development-login = false, or leave registry.url"
                + " empty";
        } else {
            return;
        }
        throw new StartException(
            "pages.development-login lets anybody in as anybody and " + remedy + "; there is no setting that allows both", null);
    }

    private String judge(
        final String whose, final String key, final String host, final List<String> missing, final List<String> remedies) {
        if (missing.isEmpty() || isLoopback(host)) {
            return null;
        }
        final String what = String.join(" and ", missing);
        if (!access.isUnprotectedAllowed()) {
            throw new StartException("the listener of " + whose + " would be open to other machines (" + key + " = " + host
                + ") without " + what + ": set " + String.join(", and ", remedies) + "; or listen on 127.0.0.1; or, where the "
                + "network is guarded by other means, set access.unprotected-allowed = true (docs/access.md)", null);
        }
        return whose + " on " + host + " without " + what;
    }

    /** A name that is not known is judged by its own error, when it cannot be listened on. */
    static boolean isLoopback(final String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (final UnknownHostException e) {
            return true;
        }
    }
}
