package io.swabline.station;

import java.net.SocketAddress;

/**
 * The wall to the network: tests put channels without a network in its place. Called on the event loop; what becomes of the
 * attempt is told to the connection (active, inactive, or {@link StationConnection#onConnectFailed}).
 */
interface Connector {
    void connect(SocketAddress server, StationConnection connection);
}
