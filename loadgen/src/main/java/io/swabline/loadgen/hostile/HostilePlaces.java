package io.swabline.loadgen.hostile;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * Who connects to where.
 *
 * @param server      where the server listens for stations
 * @param http        where it listens for browsers; null if the attack does not need it
 * @param tlsTrusted  PEM file of the authorities to trust; null to connect without TLS
 * @param honestFrom  local address of the honest stations and visitors; null to let the system choose
 * @param attackFrom  local address of the attack; null to let the system choose
 * @param isOwnServer whether the user says that a server on another machine is their own test server
 */
public record HostilePlaces(InetSocketAddress server, InetSocketAddress http, Path tlsTrusted, InetAddress honestFrom,
    InetAddress attackFrom, boolean isOwnServer) {
    private static final String HONEST_ON_LOOPBACK = "127.1.2.3";

    /** {@link IllegalArgumentException} for another machine, unless it is the user's own test server. */
    public HostilePlaces {
        if (server.isUnresolved()) {
            throw new IllegalArgumentException("--host " + server.getHostString() + " is not known on this machine");
        }
        if (!server.getAddress().isLoopbackAddress() && !isOwnServer) {
            throw new IllegalArgumentException("--host " + server.getHostString()
                + " is another machine: give --own-test-server if the server is yours and is there to be attacked");
        }
        if (honestFrom == null && server.getAddress().isLoopbackAddress() && server.getAddress().getAddress().length == 4) {
            honestFrom = new InetSocketAddress(HONEST_ON_LOOPBACK, 0).getAddress();
        }
    }
}
