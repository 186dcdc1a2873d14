package org.boathouse.spark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.spark.run.FaultyLine.Fault;
import org.boathouse.spark.run.FaultyLine.Request;
import org.boathouse.spark.run.Outcome.Status;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever dies or gets lost, a run is applied once or not at all. */
class CrashIT {
    private static ShopLake lake;
    private static FaultyLine line;
    private final ProductFolder product = ShopLake.product(Map.of());

    @TempDir
    private static Path dir;

    @BeforeAll
    static void start() {
        lake = new ShopLake(dir.resolve("lake"));
        line = new FaultyLine(lake.process.url());
    }

    @AfterAll
    static void stop() {
        line.close();
        lake.close();
    }

    @BeforeEach
    void create() throws IOException {
        lake.create(product);
        lake.someRows();
    }

    @AfterEach
    void drop() {
        line.faults(request -> Fault.none());
        lake.dropAll();
    }

    @Test
    void aPublicationWhoseAnswerIsLostIsFoundInTheHistoryAndNotDoneAgain() {
        line.faults(request -> request.isPublication() ? Fault.answerLost() : Fault.none());

        Map<String, Outcome> outcomes = lake.runOver(line, product);

        assertEquals(Status.PUBLISHED, outcomes.get(ShopLake.ORDERS).status(), outcomes.toString());
        lake.assertSomeRowsAreRefined();
        assertEquals(1, runs(ShopLake.ORDERS));
        assertEquals(1, runs(ShopLake.ORDERS + "__quarantine"));
    }

    @Test
    void aPublicationThatIsLostItselfIsStagedAndSentAgain() {
        AtomicBoolean lost = new AtomicBoolean();
        line.faults(request ->
                request.isPublication() && lost.compareAndSet(false, true) ? Fault.requestLost() : Fault.none());

        Map<String, Outcome> outcomes = lake.runOver(line, product);

        assertTrue(lost.get());
        assertTrue(
                outcomes.values().stream().allMatch(outcome -> outcome.status() == Status.PUBLISHED),
                outcomes.toString());
        lake.assertSomeRowsAreRefined();
        assertEquals(List.of("main"), lake.branches(ShopLake.ORDERS));
    }

    @Test
    void aStagedWriteWhoseAnswerIsLostIsNotThereTwice() {
        AtomicBoolean lost = new AtomicBoolean();
        line.faults(request -> request.isCommit("orders")
                        && request.body().contains("boathouse.run-id")
                        && lost.compareAndSet(false, true)
                ? Fault.answerLost()
                : Fault.none());

        Map<String, Outcome> outcomes = lake.runOver(line, product);

        assertTrue(lost.get());
        assertEquals(Status.PUBLISHED, outcomes.get(ShopLake.ORDERS).status(), outcomes.toString());
        lake.assertSomeRowsAreRefined();
    }

    @Test
    void ofTwoRunsAtOnceOnePublishesAndTheOtherFindsItDone() throws Exception {
        CountDownLatch bothStaged = new CountDownLatch(2);
        line.faults(request -> request.isPublication() && request.body().contains("\"orders\"")
                ? Fault.before(() -> meet(bothStaged))
                : Fault.none());
        var first = CompletableFuture.supplyAsync(() -> lake.runOver(line, product));
        var second = CompletableFuture.supplyAsync(() -> lake.runOver(line, product));

        List<Status> ends = List.of(
                first.get().get(ShopLake.ORDERS).status(),
                second.get().get(ShopLake.ORDERS).status());

        assertEquals(0, bothStaged.getCount(), "both were staged before either was published");
        assertTrue(ends.contains(Status.PUBLISHED) && ends.contains(Status.ALREADY_DONE), ends.toString());
        lake.run(product);
        lake.assertSomeRowsAreRefined();
        assertEquals(1, runs(ShopLake.ORDERS));
        assertEquals(List.of("main"), lake.branches(ShopLake.ORDERS));
        assertEquals(List.of("main"), lake.branches(ShopLake.ORDERS + "__quarantine"));
    }

    @Test
    void aRunKilledBeforeItWritesIsMadeGoodByTheNext() throws Exception {
        killedAt(request -> request.isCommit("orders") && request.body().contains("boathouse.run-id"), Fault::instead);
    }

    @Test
    void aRunKilledAfterItHasStagedIsMadeGoodByTheNext() throws Exception {
        killedAt(request -> request.isCommit("orders__quarantine"), Fault::afterwards);
    }

    @Test
    void aRunKilledJustBeforeItPublishesIsMadeGoodByTheNext() throws Exception {
        killedAt(request -> request.isPublication() && request.body().contains("\"orders\""), Fault::instead);
    }

    @Test
    void aRunKilledJustAfterItHasPublishedIsNotAppliedAgain() throws Exception {
        killedAt(request -> request.isPublication() && request.body().contains("\"orders\""), Fault::afterwards);
        assertEquals(1, runs(ShopLake.ORDERS));
        assertEquals(1, runs(ShopLake.ORDERS + "__quarantine"));
    }

    @Test
    void aMergeThatIsKilledIsMadeGoodByTheNext() throws Exception {
        lake.run(product);
        lake.customer("ann", "Biel", 2, "U");
        lake.customer("bob", null, 2, "D");
        killChild(request -> request.isPublication() && request.body().contains("\"customers\""), Fault::instead);
        lake.run(product);
        assertEquals(List.of("[ann,Biel,2]"), lake.rows(ShopLake.CUSTOMERS));
        assertEquals(List.of("[Biel,1,10]"), lake.rows(ShopLake.BY_CITY));
    }

    private void killedAt(Predicate<Request> moment, Function<Runnable, Fault> how) throws Exception {
        killChild(moment, how);

        lake.run(product);

        lake.assertSomeRowsAreRefined();
        assertTrue(lake.run(product).values().stream().allMatch(outcome -> outcome.status() == Status.UP_TO_DATE));
    }

    /** Starts a run in a process of its own and ends it as {@code kill -9} does, at that moment. */
    private void killChild(Predicate<Request> moment, Function<Runnable, Fault> how) throws Exception {
        AtomicReference<Process> child = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        line.faults(request -> {
            if (!moment.test(request)) {
                return Fault.none();
            }
            return how.apply(() -> {
                await(started);
                child.get().destroyForcibly();
                join(child.get());
            });
        });
        child.set(startChild());
        started.countDown();
        int exit = child.get().waitFor();
        line.faults(request -> Fault.none());
        assertEquals(128 + 9, exit, "it was to be killed: " + Files.readString(dir.resolve("child.log")));
    }

    private Process startChild() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@jvm.options",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                RunChild.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("child.log").toFile());
        builder.environment().put("BOATHOUSE_URL", line.url().toString());
        builder.environment().put("BOATHOUSE_TOKEN", lake.connection.address().token());
        return builder.start();
    }

    private static long runs(String table) {
        return lake.spark
                .sql("SELECT * FROM lake." + table + ".snapshots WHERE summary['boathouse.run-id'] IS NOT NULL"
                        + " AND snapshot_id IN (SELECT snapshot_id FROM lake." + table + ".history)")
                .count();
    }

    private static void meet(CountDownLatch latch) {
        latch.countDown();
        await(latch);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Process process) {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
