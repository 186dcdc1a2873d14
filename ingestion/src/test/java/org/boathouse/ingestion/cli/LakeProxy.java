package org.boathouse.ingestion.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.LakeProcess;

/**
 * A lake's service and its object store as a landing sees them, with something in between that can answer in their place,
 * lose answers, or do anything at all when a request comes by.
 */
final class LakeProxy implements AutoCloseable {
    /** What stands between; asked about every request before it is passed on, and told when its answer is there. */
    interface Between {
        /** @return the answer to give instead of passing the request on; empty to pass it on */
        default Optional<MockResponse> before(RecordedRequest request) {
            return Optional.empty();
        }

        /** @return the answer to give for the one that came */
        default MockResponse after(RecordedRequest request, MockResponse answer) {
            return answer;
        }
    }

    private final LakeProcess lake;
    private final MockWebServer service = new MockWebServer();
    private final MockWebServer store = new MockWebServer();
    private final OkHttpClient http = new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .readTimeout(60, TimeUnit.SECONDS)
            .build();

    LakeProxy(LakeProcess lake, Between between) {
        this(lake, between, storage -> storage);
    }

    /** @param told changes what the service tells of its storage */
    LakeProxy(LakeProcess lake, Between between, UnaryOperator<LakeStorage> told) {
        this.lake = lake;
        LakeStorage storage = lake.storage();
        try {
            store.setDispatcher(passing(storage.endpoint(), between, true, answer -> answer));
            store.start();
            LakeStorage seen = told.apply(new LakeStorage(
                    URI.create("http://127.0.0.1:" + store.getPort()),
                    storage.region(),
                    storage.bucket(),
                    storage.accessKeyId(),
                    storage.secretAccessKey(),
                    storage.pathStyleAccess()));
            service.setDispatcher(passing(lake.url(), between, false, answer -> withStorage(answer, seen)));
            service.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, String> environment() {
        return Map.of("BOATHOUSE_URL", "http://127.0.0.1:" + service.getPort(), "BOATHOUSE_TOKEN", lake.token());
    }

    /** The connection breaks where the answer should come. */
    static MockResponse noAnswer() {
        return new MockResponse.Builder()
                .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build();
    }

    static boolean isPut(RecordedRequest request, String below) {
        return request.getMethod().equals("PUT") && request.getTarget().contains(below);
    }

    static boolean isTableCreation(RecordedRequest request) {
        return request.getMethod().equals("POST") && request.getTarget().endsWith("/tables");
    }

    static boolean isCommit(RecordedRequest request) {
        return request.getMethod().equals("POST")
                && request.getTarget().startsWith("/iceberg/")
                && request.getTarget().contains("/tables/");
    }

    private Dispatcher passing(
            URI target, Between between, boolean sameHost, UnaryOperator<MockResponse> storageAnswer) {
        return new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                Optional<MockResponse> instead = between.before(request);
                if (instead.isPresent()) {
                    return instead.get();
                }
                MockResponse answer = pass(request, target, sameHost);
                boolean storage = request.getTarget().equals("/api/v1/storage");
                return between.after(request, storage ? storageAnswer.apply(answer) : answer);
            }
        };
    }

    private MockResponse pass(RecordedRequest request, URI target, boolean sameHost) {
        Headers.Builder headers = request.getHeaders().newBuilder();
        if (!sameHost) {
            headers.removeAll("Host");
        }
        boolean bodied =
                request.getMethod().equals("PUT") || request.getMethod().equals("POST");
        Request passed = new Request.Builder()
                .url(HttpUrl.get(target.resolve("/").toString().replaceAll("/$", "") + request.getTarget()))
                .headers(headers.build())
                .method(
                        request.getMethod(),
                        bodied ? RequestBody.create(request.getBody().toByteArray()) : null)
                .build();
        try (Response response = http.newCall(passed).execute()) {
            Buffer body = new Buffer().write(response.body().bytes());
            MockResponse.Builder answer = new MockResponse.Builder().code(response.code());
            if (!request.getMethod().equals("HEAD")) {
                answer.body(body);
            }
            Headers answered = response.headers();
            for (String name : answered.names()) {
                if (!name.equalsIgnoreCase("Transfer-Encoding")) {
                    answer.setHeader(name, String.join(",", answered.values(name)));
                }
            }
            return answer.build();
        } catch (IOException e) {
            return noAnswer();
        }
    }

    private static MockResponse withStorage(MockResponse answer, LakeStorage seen) {
        ObjectNode json = new JsonMapper().valueToTree(seen);
        return answer.newBuilder().body(json.toString()).build();
    }

    @Override
    public void close() {
        service.close();
        store.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
