package org.boathouse.ingestion.store;

import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.StatObjectArgs;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.contract.layout.LakeLayout;

/**
 * Any S3-compatible store, through the MinIO SDK. Each request carries its body's SHA-256 in the signature, so the store
 * refuses bytes that changed under way; {@code If-None-Match: *} stands on the request that makes an object visible.
 *
 * <p>Memory is bounded by {@link StoreLimits#memoryBytesMax}, however many threads call.
 */
public final class MinioObjectStore implements ObjectStore, AutoCloseable {
    static final Http.Headers UNLESS_THERE = new Http.Headers("If-None-Match", "*");

    private final String bucket;
    private final LakeLayout layout;
    private final StoreLimits limits;
    private final Attempts attempts;
    private final OkHttpClient http;
    private final MinioAsyncClient client;
    private final MemoryBudget memory;
    private final PartUploads parts;

    public MinioObjectStore(LakeStorage storage, StoreLimits limits) {
        this.bucket = storage.bucket();
        this.layout = new LakeLayout(storage.bucket());
        this.limits = limits;
        this.attempts = new Attempts(storage.endpoint(), limits.attemptsMax(), limits.backoff());
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(limits.requestsMax());
        dispatcher.setMaxRequestsPerHost(limits.requestsMax());
        this.http = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(10, TimeUnit.SECONDS)
                .readTimeout(limits.silenceMax())
                .writeTimeout(limits.silenceMax())
                .addInterceptor(NotXml::refuse)
                .build();
        this.client = MinioAsyncClient.builder()
                .endpoint(storage.endpoint().toString())
                .region(storage.region())
                .credentials(storage.accessKeyId(), storage.secretAccessKey())
                .httpClient(http)
                .build();
        if (!storage.pathStyleAccess()) {
            client.enableVirtualStyleEndpoint();
        }
        this.memory = new MemoryBudget(limits.memoryBytesMax());
        this.parts = new PartUploads(client, bucket, attempts, limits, memory);
    }

    @Override
    public Put putIfAbsent(String key, Content content, LongConsumer sent) throws IOException {
        boolean large = content.sizeBytes() > limits.partBytes();
        // A large body is only sent to a store that lacks it; a small one costs no more than the question.
        if (large && sizeBytes(key).isPresent()) {
            return existing(key, content);
        }
        Put put = large ? parts.upload(key, layout.uri(key), content, sent) : putWhole(key, content, sent);
        return put == Put.EXISTED ? existing(key, content) : put;
    }

    private Put putWhole(String key, Content content, LongConsumer sent) throws IOException {
        MemoryBudget.Loan loan = memory.borrow(content.sizeBytes());
        try {
            return putWithin(key, content, sent);
        } finally {
            loan.giveBack();
        }
    }

    private Put putWithin(String key, Content content, LongConsumer sent) throws IOException {
        byte[] bytes;
        try (VerifiedReader reader = new VerifiedReader(content)) {
            bytes = reader.next(limits.partBytes());
        }
        PutObjectAPIArgs args = PutObjectAPIArgs.builder()
                .bucket(bucket)
                .object(key)
                .extraHeaders(UNLESS_THERE)
                .headers(new Http.Headers(
                        Http.Headers.X_AMZ_CONTENT_SHA256, content.hash().sha256()))
                .contentType(content.mediaType())
                .data(bytes, bytes.length)
                .build();
        Put put = attempts.make(
                layout.uri(key),
                () -> client.putObject(args).thenApply(done -> Put.CREATED),
                refusal -> refusal.exists() ? Put.EXISTED : null);
        sent.accept(bytes.length);
        return put;
    }

    private Put existing(String key, Content content) {
        long size = sizeBytes(key)
                .orElseThrow(() -> LakeFailure.unavailable(
                        layout.uri(key) + " was there and is gone; something deletes objects: try again", null));
        if (size != content.sizeBytes()) {
            throw new LakeFailure(
                    FailureKind.CORRUPT,
                    "%s holds %d bytes and its content %d: the object is not what its name says; have the store's operator look at it"
                            .formatted(layout.uri(key), size, content.sizeBytes()));
        }
        return Put.EXISTED;
    }

    @Override
    public OptionalLong sizeBytes(String key) {
        StatObjectArgs args =
                StatObjectArgs.builder().bucket(bucket).object(key).build();
        return attempts.make(
                layout.uri(key),
                () -> client.statObject(args).thenApply(stat -> OptionalLong.of(stat.size())),
                refusal -> refusal.missing() ? OptionalLong.empty() : null);
    }

    @Override
    public byte[] read(String key, long offset, int length) {
        GetObjectArgs args = GetObjectArgs.builder()
                .bucket(bucket)
                .object(key)
                .offset(offset)
                .length((long) length)
                .build();
        byte[] bytes = attempts.make(
                layout.uri(key), () -> client.getObject(args).thenApply(object -> readUpTo(object, length)));
        if (bytes.length < length) {
            throw new LakeFailure(
                    FailureKind.CORRUPT, "%s ends before byte %d".formatted(layout.uri(key), offset + length));
        }
        return bytes;
    }

    private static byte[] readUpTo(GetObjectResponse object, int length) {
        try (object) {
            return object.readNBytes(length);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() {
        parts.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
