package org.boathouse.service.security;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Watches one connection for request heads that never become requests, and so reach nothing else: those that are no HTTP or
 * too large, which the HTTP server would answer with a bare status, and those that trickle in, which it would wait for as
 * long as another byte comes before the idle timeout. Runs on the connection's own thread alone.
 */
final class HeadWatch {
    private static final long REST_READ_SECONDS = 2;

    private final Duration headTimeMax;
    /** Requests whose answers are not yet written to their ends. */
    private int unanswered;
    /** Whether the last request was a HEAD, whose answer must have no body. */
    private boolean wasHead;
    /** Whether the body of the last request is still coming. */
    private boolean isInBody;
    /** Whether something has come of a head that is not there to its end. */
    private boolean isInHead;
    /** Whether this connection was refused: what still comes is dropped. */
    private boolean isOver;

    private Future<?> deadline;

    private HeadWatch(Duration headTimeMax) {
        this.headTimeMax = headTimeMax;
    }

    /** What an accepted connection begins with: HTTP is spoken on it once TLS, if there is any, is agreed upon. */
    static ChannelInboundHandlerAdapter onceHttpIsSpoken(Duration headTimeMax) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object bytes) {
                ChannelPipeline pipeline = context.pipeline();
                if (pipeline.get(HttpObjectDecoder.class) != null) {
                    HeadWatch watch = new HeadWatch(headTimeMax);
                    pipeline.addBefore(pipeline.context(HttpObjectDecoder.class).name(), null, watch.new Bytes());
                    pipeline.addAfter(
                            pipeline.context(HttpResponseEncoder.class).name(), null, watch.new Messages());
                    pipeline.remove(this);
                }
                context.fireChannelRead(bytes);
            }
        };
    }

    /** Before the decoder. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            if (isOver) {
                ReferenceCountUtil.release(bytes);
                return;
            }
            // A next request's head has time while a request is being answered: its client may well wait for that.
            isInHead |= !isInBody && unanswered == 0;
            context.fireChannelRead(bytes);
            if (isInHead && deadline == null && !isOver) {
                deadline = context.executor()
                        .schedule(
                                () -> refuse(context.pipeline().context(Messages.class), Refusal.HEAD_TOO_SLOW),
                                headTimeMax.toMillis(),
                                TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            headIsOver();
            context.fireChannelInactive();
        }
    }

    /** After the decoder, and ahead of the HTTP server. */
    private final class Messages extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (isOver) {
                ReferenceCountUtil.release(message);
                return;
            }
            if (message instanceof HttpRequest request) {
                headIsOver();
                // While another request is being answered, its answer comes first: the server sees to that.
                if (request.decoderResult().isFailure() && unanswered == 0) {
                    ReferenceCountUtil.release(message);
                    refuse(context, reason(request.decoderResult().cause()));
                    return;
                }
                unanswered++;
                wasHead = request.method().equals(HttpMethod.HEAD);
                isInBody = true;
            }
            if (message instanceof LastHttpContent) {
                isInBody = false;
            }
            context.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof LastHttpContent && !isInterim(message)) {
                unanswered--;
            }
            context.write(isBare400(message) ? inWords(message) : message, promise);
        }

        /** What Quarkus answers, ahead of every route, where the target is no URI. */
        private boolean isBare400(Object message) {
            return message instanceof FullHttpResponse response
                    && response.status().equals(HttpResponseStatus.BAD_REQUEST)
                    && !response.content().isReadable()
                    && !response.headers().contains(HttpHeaderNames.CONTENT_TYPE)
                    && !wasHead;
        }

        private FullHttpResponse inWords(Object bare) {
            FullHttpResponse response = response(Refusal.TARGET_MALFORMED);
            String connection = ((FullHttpResponse) bare).headers().get(HttpHeaderNames.CONNECTION);
            if (connection != null) {
                response.headers().set(HttpHeaderNames.CONNECTION, connection);
            }
            ReferenceCountUtil.release(bare);
            return response;
        }
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private static Refusal reason(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Refusal.TARGET_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException ? Refusal.HEADERS_TOO_LARGE : Refusal.HEAD_MALFORMED;
    }

    private static FullHttpResponse response(Refusal refusal) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(refusal.status()),
                Unpooled.wrappedBuffer(refusal.json().getBytes()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
        return response;
    }

    private void headIsOver() {
        isInHead = false;
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    /** The client may still be sending, and gets to read the answer: the connection is closed a little later. */
    private void refuse(ChannelHandlerContext context, Refusal refusal) {
        isOver = true;
        headIsOver();
        FullHttpResponse response = response(refusal);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(written -> {
            if (context.channel() instanceof DuplexChannel connection) {
                connection.shutdownOutput();
            }
            context.executor().schedule(() -> context.close(), REST_READ_SECONDS, TimeUnit.SECONDS);
        });
    }
}
