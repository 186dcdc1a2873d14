package org.boathouse.service.security;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Takes a request's body in, whole, before anything works on the request: however slowly it comes, it holds no thread, and
 * all bodies together take no more memory than they are given.
 */
@ApplicationScoped
class BodyIntake {
    private static final int RIGHT_AFTER_THE_GATE = Gate.PRIORITY - 1;
    /** Of requests that need no token. */
    private static final long OPEN_BODY_BYTES_MAX = 16 << 10;

    private final Vertx vertx;
    private final HttpConfig config;
    private final BodyMemory memory;

    BodyIntake(Vertx vertx, HttpConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.memory = new BodyMemory(config.bodyMemoryMax()
                .map(size -> size.asLongValue())
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / 4));
    }

    void install(@Observes Filters filters) {
        filters.register(this::take, RIGHT_AFTER_THE_GATE);
    }

    private void take(RoutingContext http) {
        HttpServerRequest request = http.request();
        if (!hasBody(request)) {
            http.next();
            return;
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            http.response().writeContinue();
        }
        new Intake(http).start();
    }

    static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING) : !length.equals("0");
    }

    /** One body on its way in. Runs on the connection's own thread alone. */
    private final class Intake {
        private final RoutingContext http;
        private final long bytesMax;
        private Buffer body = Buffer.buffer();
        private long weight;
        private boolean isOver;
        private long timer;

        Intake(RoutingContext http) {
            this.http = http;
            this.bytesMax = OpenPaths.includes(http.request().path())
                    ? OPEN_BODY_BYTES_MAX
                    : config.bodyBytesMax().asLongValue();
        }

        void start() {
            timer = vertx.setTimer(config.bodyTimeMax().toMillis(), late -> refuse(Refusal.BODY_TOO_SLOW));
            http.addEndHandler(ended -> end());
            http.request()
                    .handler(this::take)
                    .endHandler(whole -> passOn())
                    .exceptionHandler(brokenOff -> end())
                    .resume();
        }

        private void take(Buffer part) {
            if (isOver) {
                return;
            }
            long partWeight = BodyMemory.weigh(part.getBytes());
            if (body.length() + (long) part.length() > bytesMax) {
                refuse(Refusal.BODY_TOO_LARGE);
            } else if (!memory.holds(weight + partWeight)) {
                refuse(Refusal.BODY_TOO_HEAVY);
            } else if (!memory.take(partWeight)) {
                refuse(Refusal.TOO_MUCH_AT_ONCE);
            } else {
                weight += partWeight;
                body.appendBuffer(part);
            }
        }

        private void passOn() {
            if (!isOver) {
                isOver = true;
                vertx.cancelTimer(timer);
                ((RoutingContextInternal) http).setBody(body);
                body = null;
                http.next();
            }
        }

        private void refuse(Refusal refusal) {
            if (!isOver) {
                isOver = true;
                body = null;
                refusal.answer(http);
            }
        }

        /** The request is answered, or its connection gone. */
        private void end() {
            isOver = true;
            body = null;
            vertx.cancelTimer(timer);
            memory.giveBack(weight);
            weight = 0;
        }
    }
}
