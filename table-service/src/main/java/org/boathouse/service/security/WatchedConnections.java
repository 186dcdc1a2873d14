package org.boathouse.service.security;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.VertxServiceProvider;
import jakarta.enterprise.inject.spi.CDI;
import java.time.Duration;

/**
 * Puts a {@link HeadWatch} on each connection that the HTTP server accepts. Neither Quarkus nor Vert.x lets anybody see a
 * connection before it has sent its first request; Vert.x does let its transport be extended (found through {@code
 * META-INF/services}), and that sets up the sockets that listen.
 */
public final class WatchedConnections implements VertxServiceProvider {
    @Override
    public void init(VertxBuilder vertx) {
        vertx.findTransport(new WatchingTransport());
    }

    private static final class WatchingTransport extends JDKTransport {
        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap server) {
            super.configure(options, domainSocket, server);
            // Not before: when Vert.x itself is made, nothing of the application is there yet.
            HttpConfig config = CDI.current().select(HttpConfig.class).get();
            server.handler(new Accepting(config.headTimeMax()));
        }
    }

    @ChannelHandler.Sharable
    private static final class Accepting extends ChannelInboundHandlerAdapter {
        private final Duration headTimeMax;

        Accepting(Duration headTimeMax) {
            this.headTimeMax = headTimeMax;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            ((Channel) accepted).pipeline().addLast(HeadWatch.onceHttpIsSpoken(headTimeMax));
            context.fireChannelRead(accepted);
        }
    }
}
