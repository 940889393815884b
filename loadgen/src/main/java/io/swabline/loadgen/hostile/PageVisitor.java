package io.swabline.loadgen.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A resident who fetches the pages' first page over a new connection. */
final class PageVisitor implements Visitor {
    private static final String ANSWER = "HTTP/1.1 200 ";
    private static final int PAGE_MAX = 1 << 20;

    private final Door door;
    private final byte[] request;

    PageVisitor(final Door door) {
        this.door = door;
        request = ("GET /pages/ HTTP/1.1\r\nHost: " + door.address().getHostString() + "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void visit(final HonestWaits waits) {
        final long sinceNs = System.nanoTime();
        try (Socket socket = door.connect()) {
            socket.getOutputStream().write(request);
            final InputStream in = socket.getInputStream();
            final String page = new String(in.readNBytes(PAGE_MAX), StandardCharsets.UTF_8);
            if (!page.startsWith(ANSWER)) {
                throw new IOException("the pages answer '" + page.lines().findFirst().orElse("") + "'");
            }
            waits.record(HonestWaits.PAGE, sinceNs);
        } catch (final IOException failed) {
            waits.failed(HonestWaits.PAGE, sinceNs, failed);
        }
    }
}
