package org.boathouse.ingestion.store;

import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.UploadPartArgs;
import io.minio.messages.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Uploads large contents in parts: one thread reads, several send. The last part is only given out when the whole has
 * proved to be the hashed content, and completing is what makes the object visible; so a changed file leaves nothing.
 */
final class PartUploads implements AutoCloseable {
    private final MinioAsyncClient client;
    private final String bucket;
    private final Attempts attempts;
    private final StoreLimits limits;
    private final ExecutorService senders;
    private final MemoryBudget memory;

    PartUploads(MinioAsyncClient client, String bucket, Attempts attempts, StoreLimits limits, MemoryBudget memory) {
        this.client = client;
        this.bucket = bucket;
        this.attempts = attempts;
        this.limits = limits;
        this.memory = memory;
        this.senders = Executors.newFixedThreadPool(limits.requestsMax(), task -> {
            Thread thread = new Thread(task, "part-upload");
            thread.setDaemon(true);
            return thread;
        });
    }

    ObjectStore.Put upload(String key, String uri, Content content, LongConsumer sent) throws IOException {
        CreateMultipartUploadArgs create = CreateMultipartUploadArgs.builder()
                .bucket(bucket)
                .object(key)
                .headers(new Http.Headers(Http.Headers.CONTENT_TYPE, content.mediaType()))
                .build();
        String uploadId = attempts.make(uri, () -> client.createMultipartUpload(create))
                .result()
                .uploadId();
        List<CompletableFuture<Part>> parts = new ArrayList<>();
        ObjectStore.Put put = null;
        try {
            readAndSend(key, uri, uploadId, content, sent, parts);
            Part[] sentParts = parts.stream().map(CompletableFuture::join).toArray(Part[]::new);
            put = complete(key, uri, uploadId, sentParts);
            return put;
        } catch (CompletionException e) {
            throw e.getCause() instanceof LakeFailure failure ? failure : e;
        } finally {
            if (put != ObjectStore.Put.CREATED) {
                // Parts still under way would outlive an abort.
                CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                        .handle((done, e) -> done)
                        .join();
                abort(key, uri, uploadId);
            }
        }
    }

    private void readAndSend(
            String key,
            String uri,
            String uploadId,
            Content content,
            LongConsumer sent,
            List<CompletableFuture<Part>> parts)
            throws IOException {
        int partBytes = limits.partBytesOf(content.sizeBytes());
        try (VerifiedReader reader = new VerifiedReader(content)) {
            for (long left = content.sizeBytes(); left > 0; left -= partBytes) {
                MemoryBudget.Loan loan = memory.borrow(Math.min(left, partBytes));
                boolean handedOver = false;
                try {
                    if (parts.stream().anyMatch(CompletableFuture::isCompletedExceptionally)) {
                        return;
                    }
                    byte[] bytes = reader.next(partBytes);
                    int number = parts.size() + 1;
                    parts.add(CompletableFuture.supplyAsync(() -> send(key, uri, uploadId, number, bytes), senders)
                            .whenComplete((part, e) -> {
                                loan.giveBack();
                                if (e == null) {
                                    sent.accept(bytes.length);
                                }
                            }));
                    handedOver = true;
                } finally {
                    if (!handedOver) {
                        loan.giveBack();
                    }
                }
            }
        }
    }

    private Part send(String key, String uri, String uploadId, int number, byte[] bytes) {
        UploadPartArgs args = UploadPartArgs.builder()
                .bucket(bucket)
                .object(key)
                .uploadId(uploadId)
                .partNumber(number)
                .headers(new Http.Headers(Http.Headers.X_AMZ_CONTENT_SHA256, Sha256.of(bytes)))
                .data(bytes, bytes.length)
                .build();
        return attempts.make(uri, () -> client.uploadPart(args)).part();
    }

    private ObjectStore.Put complete(String key, String uri, String uploadId, Part[] parts) {
        CompleteMultipartUploadArgs args = CompleteMultipartUploadArgs.builder()
                .bucket(bucket)
                .object(key)
                .extraHeaders(MinioObjectStore.UNLESS_THERE)
                .uploadId(uploadId)
                .parts(parts)
                .maxRetries(1)
                .build();
        return attempts.make(
                uri,
                () -> client.completeMultipartUpload(args).thenApply(done -> ObjectStore.Put.CREATED),
                // After a lost answer the upload is no longer known, because it is the object now.
                refusal -> refusal.exists() || refusal.code().equals("NoSuchUpload") ? ObjectStore.Put.EXISTED : null);
    }

    /** Frees the parts sent so far. Where that fails too they cost space and nothing else. */
    private void abort(String key, String uri, String uploadId) {
        AbortMultipartUploadArgs args = AbortMultipartUploadArgs.builder()
                .bucket(bucket)
                .object(key)
                .uploadId(uploadId)
                .build();
        client.abortMultipartUpload(args).handle((done, e) -> done).join();
    }

    @Override
    public void close() {
        senders.shutdown();
    }
}
