package org.boathouse.service.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.boathouse.service.catalog.idempotency.AnswersInTransactions;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    @Test
    void aStatementOnTheEventLoopIsRefusedBeforeAConnectionIsWaitedFor() {
        AtomicInteger asked = new AtomicInteger();
        Database database = new Database(
                (DataSource) Proxy.newProxyInstance(
                        DataSource.class.getClassLoader(),
                        new Class<?>[] {DataSource.class},
                        (proxy, method, arguments) -> {
                            asked.incrementAndGet();
                            throw new UnsupportedOperationException();
                        }),
                new AnswersInTransactions());
        CompletableFuture<Object> onTheEventLoop = new CompletableFuture<>();
        Vertx vertx = Vertx.vertx();
        try {
            vertx.runOnContext(started -> {
                try {
                    onTheEventLoop.complete(database.read(connection -> "read"));
                } catch (RuntimeException e) {
                    onTheEventLoop.completeExceptionally(e);
                }
            });
            Throwable refused = assertThrows(ExecutionException.class, () -> onTheEventLoop.get(30, TimeUnit.SECONDS))
                    .getCause();
            assertTrue(refused instanceof IllegalStateException, refused::toString);
            assertEquals(0, asked.get());
        } finally {
            vertx.close();
        }
    }
}
