package io.swabline.issuer.http;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * From where a request came, as far as a browser tells. What a browser says of that, no page can write: {@code Sec-Fetch-Site},
 * and in browsers too old for it, or over plain HTTP, {@code Origin} and {@code Referer}. A program can write anything, but it
 * has no resident's browser. Pure functions.
 */
final class RequestSite {
    private static final String[] OF_A_PROXY = {"Forwarded", "Via", "X-Real-IP"};
    private static final String OF_A_PROXY_PREFIX = "x-forwarded-";

    private RequestSite() {
    }

    /** Whether a page of this server made the request. Where a browser says nothing, the answer is no. */
    static boolean isOwnPage(final HttpServerRequest request) {
        final String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin");
        }
        final String origin = request.getHeader("Origin");
        return isOwnAddress(request, origin != null ? origin : request.getHeader("Referer"));
    }

    /** Whether no page led here: an app opened the address, or a person typed it. */
    static boolean isDirect(final HttpServerRequest request) {
        return "none".equals(request.getHeader("Sec-Fetch-Site"));
    }

    /** Whether a browser only looks ahead, and nobody has gone there yet. */
    static boolean isLookAhead(final HttpServerRequest request) {
        return request.getHeader("Sec-Purpose") != null || request.getHeader("Purpose") != null;
    }

    /**
     * Whether a browser on this machine asks, by a name of this machine, and no proxy handed the request on. A name of somebody's
     * own that leads to 127.0.0.1 is none, so that no web site can ask through a visitor's browser.
     */
    static boolean isOnThisMachine(final HttpServerRequest request) {
        for (final String header : OF_A_PROXY) {
            if (request.headers().contains(header)) {
                return false;
            }
        }
        for (final String name : request.headers().names()) {
            if (name.regionMatches(true, 0, OF_A_PROXY_PREFIX, 0, OF_A_PROXY_PREFIX.length())) {
                return false;
            }
        }
        final HostAndPort authority = request.authority();
        return authority != null && isLoopback(authority.host());
    }

    private static boolean isLoopback(final String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.equals("::1")
            || host.startsWith("127.") && NetUtil.isValidIpV4Address(host);
    }

    /** Its scheme is not compared: a proxy may have ended TLS. */
    private static boolean isOwnAddress(final HttpServerRequest request, final String address) {
        final String own = request.getHeader("Host");
        if (address == null || own == null) {
            return false;
        }
        try {
            return own.equalsIgnoreCase(new URI(address).getRawAuthority());
        } catch (final URISyntaxException e) {
            return false;
        }
    }
}
