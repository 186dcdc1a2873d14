package org.boathouse.service.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeadWatchTest {
    private static final long TIME_MAX = 30;

    private final EmbeddedChannel connection = new EmbeddedChannel(
            HeadWatch.onceHttpIsSpoken(Duration.ofSeconds(TIME_MAX)),
            new HttpRequestDecoder(),
            new HttpResponseEncoder());

    @Test
    void aHeadThatTricklesInIsGivenUpHoweverOftenAByteComes() {
        for (int second = 1; second < TIME_MAX; second++) {
            send("X");
            pass(1);
        }
        assertTrue(connection.isOpen());
        assertNull(answer());
        pass(1);
        assertTrue(answer().startsWith("HTTP/1.1 408 "));
        send("still\r\n\r\n");
        assertNull(request(), "what comes later is dropped");
        pass(2);
        assertFalse(connection.isOpen());
    }

    @Test
    void aConnectionMayBeSilentBetweenRequestsAndBeforeTheFirst() {
        pass(10 * TIME_MAX);
        for (int i = 0; i < 3; i++) {
            send("GET / HTTP/1.1\r\n\r\n");
            assertEquals("/", request().uri());
            respond(HttpResponseStatus.OK);
            pass(10 * TIME_MAX);
        }
        send("GET");
        pass(TIME_MAX);
        assertTrue(answer().startsWith("HTTP/1.1 408 "), "and after them a head has its time");
    }

    @Test
    void aBodyAndAnAnswerMayTakeLonger() {
        send("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nab");
        pass(10 * TIME_MAX);
        respond(HttpResponseStatus.CONTINUE);
        send("c");
        pass(10 * TIME_MAX);
        send("dGET /next HT");
        pass(10 * TIME_MAX);
        assertTrue(connection.isOpen(), "the next request waits for the answer to this one");
        respond(HttpResponseStatus.OK);
        send("T");
        pass(TIME_MAX);
        assertTrue(answer().startsWith("HTTP/1.1 408 "));
    }

    @Test
    void whatIsNoHttpIsAnsweredInTheShapeOfAllErrorsAndReachesNobody() {
        send("nonsense\r\n\r\n");
        String answer = answer();
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("\"type\":\"INVALID\""), answer);
        assertNull(request());
        pass(2);
        assertFalse(connection.isOpen());
    }

    @Test
    void whatIsNoHttpWaitsForTheAnswerToTheRequestBeforeIt() {
        send("GET /first HTTP/1.1\r\n\r\nnonsense\r\n\r\n");
        assertEquals("/first", request().uri());
        assertNull(answer());
        assertTrue(request().decoderResult().isFailure(), "the server answers it in its turn");
    }

    @Test
    void aBareStatusForATargetThatIsNoneGetsWordsUnlessItAnswersAHead() {
        send("GET /%zz HTTP/1.1\r\n\r\n");
        connection.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST));
        assertTrue(answer().contains("percent-encoded"));
        assertEquals("/%zz", request().uri());
        send("HEAD /%zz HTTP/1.1\r\n\r\n");
        connection.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST));
        assertFalse(answer().contains("percent-encoded"));
        assertTrue(connection.isOpen());
    }

    private void send(String bytes) {
        connection.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
    }

    private void pass(long seconds) {
        connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
    }

    private void respond(HttpResponseStatus status) {
        connection.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
        assertTrue(answer().startsWith("HTTP/1.1 " + status.code()));
    }

    /** The next request that the server would see; null where there is none. */
    private HttpRequest request() {
        for (Object message = connection.readInbound(); message != null; message = connection.readInbound()) {
            ReferenceCountUtil.release(message);
            if (message instanceof HttpRequest request) {
                return request;
            }
        }
        return null;
    }

    /** What was sent since this was last asked; null where it was nothing. */
    private String answer() {
        StringBuilder sent = new StringBuilder();
        for (ByteBuf part = connection.readOutbound(); part != null; part = connection.readOutbound()) {
            sent.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        return sent.length() == 0 ? null : sent.toString();
    }
}
