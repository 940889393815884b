package io.swabline.issuer.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;

/**
 * Java's own sockets with an {@link Acceptance} on the listening one. Vert.x tells of a connection after its TLS handshake only,
 * which is too late for a bound.
 */
final class GuardedTransport implements io.vertx.core.transport.Transport {
    private final Transport guarded;

    GuardedTransport(final Acceptance acceptance) {
        guarded = new Guarded(io.vertx.core.transport.Transport.NIO.implementation(), acceptance);
    }

    @Override
    public String name() {
        return NIO.name();
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public Throwable unavailabilityCause() {
        return null;
    }

    @Override
    public Transport implementation() {
        return guarded;
    }

    /**
     * All is handed on.
     *
     * @param plain      Java's own sockets
     * @param acceptance sees each connection first
     */
    private record Guarded(Transport plain, Acceptance acceptance) implements Transport {
        @Override
        public void configure(final NetServerOptions options, final boolean isDomainSocket, final ServerBootstrap bootstrap) {
            plain.configure(options, isDomainSocket, bootstrap);
            bootstrap.handler(acceptance);
        }

        @Override
        public void configure(
            final ClientOptionsBase options, final int timeoutMs, final boolean isDomainSocket, final Bootstrap bootstrap) {
            plain.configure(options, timeoutMs, isDomainSocket, bootstrap);
        }

        @Override
        public void configure(final DatagramChannel channel, final DatagramSocketOptions options) {
            plain.configure(channel, options);
        }

        @Override
        public java.net.SocketAddress convert(final SocketAddress address) {
            return plain.convert(address);
        }

        @Override
        public SocketAddress convert(final java.net.SocketAddress address) {
            return plain.convert(address);
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return plain.ioHandlerFactory();
        }

        @Override
        public DatagramChannel datagramChannel() {
            return plain.datagramChannel();
        }

        @Override
        @SuppressWarnings("deprecation")
        public DatagramChannel datagramChannel(final InternetProtocolFamily family) {
            return plain.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(final boolean isDomainSocket) {
            return plain.channelFactory(isDomainSocket);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(final boolean isDomainSocket) {
            return plain.serverChannelFactory(isDomainSocket);
        }
    }
}
