package io.swabline.server.edge;

import io.netty.channel.ChannelHandlerContext;
import io.swabline.protocol.codec.RefusedReason;

/** Where connections go whose first frame is Subscribe. */
@FunctionalInterface
public interface SubscriberDoor {
    /** Of a server without subscribers. */
    SubscriberDoor SHUT = (context, fromPosition, credit, name, token) -> RefusedReason.SUBSCRIBERS_OFF;

    /**
     * Takes a connection over, by replacing the handler of this context; on its event loop.
     *
     * @return why it is not taken, and nothing was replaced; null if it is
     */
    RefusedReason take(ChannelHandlerContext context, long fromPosition, long credit, String name, String token);
}
