package org.boathouse.service.planning;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.rest.PlanStatus;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.rest.responses.ErrorResponseParser;
import org.apache.iceberg.rest.responses.PlanTableScanResponse;
import org.apache.iceberg.rest.responses.PlanTableScanResponseParser;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.service.catalog.StoredTable;
import org.boathouse.service.http.Refusal;
import org.boathouse.service.security.Principal;
import org.jboss.logging.Logger;

/**
 * Has plans made, within limits. A plan that is made in time is the answer; one that takes longer goes on, and is fetched
 * later from any replica. A replica that dies takes the plans it was making with it, which then are told to have failed.
 */
@Singleton
final class PlanDesk {
    private static final Logger LOG = Logger.getLogger(PlanDesk.class);

    private final PlanningConfig config;
    private final PlanStore store;
    private final ScanPlanner planner;
    private final ThreadPoolExecutor threads;
    private final Map<UUID, AtomicBoolean> wanted = new ConcurrentHashMap<>();

    PlanDesk(PlanningConfig config, PlanStore store) {
        this.config = config;
        this.store = store;
        this.planner = new ScanPlanner(
                config.tasksPerPageMax(), config.resultBytesMax().asLongValue());
        this.threads = new ThreadPoolExecutor(
                config.atOnceMax(),
                config.atOnceMax(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(config.waitingMax()),
                runnable -> new Thread(runnable, "scan-planning"));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * The answer to a request for a plan, as JSON: the plan, or that it is being made.
     *
     * @param later whether the client does not want to wait
     * @throws LakeFailure UNAVAILABLE where too many plans are being made, or held for this principal
     */
    byte[] plan(StoredTable table, PlanTableScanRequest request, Principal who, boolean later) {
        if (store.heldFor(who) >= config.plansPerPrincipalMax()) {
            throw LakeFailure.unavailable(
                    "%s plans are held for %s (boathouse.planning.plans-per-principal-max): cancel those that are done with,"
                                    .formatted(config.plansPerPrincipalMax(), who.name())
                            + " or wait until they expire",
                    null);
        }
        UUID id = UUID.randomUUID();
        CompletableFuture<ScanTasks> making = start(id, table, request);
        try {
            if (!later) {
                ScanTasks made = making.get(config.waitMax().toMillis(), TimeUnit.MILLISECONDS);
                if (!made.rest().isEmpty()) {
                    store.completed(id, table.id(), who, ScanPlanner.reads(table, request), made, config.kept());
                }
                return made.answerAtOnce(id);
            }
        } catch (TimeoutException e) {
            LOG.debugf("Plan %s of %s takes longer", id, table.identifier());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            giveUp(id);
            Thread.currentThread().interrupt();
            throw LakeFailure.unavailable("The service is being stopped", e);
        }
        store.submitted(id, table.id(), who, ScanPlanner.reads(table, request), config.timeMax());
        making.whenComplete((made, failure) -> end(id, made, failure));
        return ScanTasks.bytes(PlanTableScanResponseParser.toJson(
                PlanTableScanResponse.builder(table.metadata().specsById())
                        .withPlanStatus(PlanStatus.SUBMITTED)
                        .withPlanId(id.toString())
                        .build()));
    }

    /** Stops making a plan, if it is this replica that makes it. */
    void giveUp(UUID plan) {
        AtomicBoolean still = wanted.get(plan);
        if (still != null) {
            still.set(false);
        }
    }

    private CompletableFuture<ScanTasks> start(UUID id, StoredTable table, PlanTableScanRequest request) {
        AtomicBoolean still = new AtomicBoolean(true);
        CompletableFuture<ScanTasks> making = new CompletableFuture<>();
        long endsAt = System.nanoTime() + config.timeMax().toNanos();
        try {
            wanted.put(id, still);
            threads.execute(() -> {
                try {
                    making.complete(planner.plan(table, request, () -> still.get() && System.nanoTime() - endsAt < 0));
                } catch (Throwable e) {
                    making.completeExceptionally(e);
                } finally {
                    wanted.remove(id);
                }
            });
        } catch (RejectedExecutionException e) {
            wanted.remove(id);
            throw LakeFailure.unavailable("Too many scans are being planned (boathouse.planning.waiting-max)", e);
        }
        return making;
    }

    private void end(UUID id, ScanTasks made, Throwable failure) {
        try {
            if (failure == null) {
                store.complete(id, made, config.kept());
            } else {
                store.fail(id, ErrorResponseParser.toJson(error(failure)), config.kept());
            }
        } catch (RuntimeException e) {
            // The client is told so once the plan's time is over.
            LOG.warnf(e, "Plan %s was made and could not be kept", id);
        }
    }

    private static ErrorResponse error(Throwable failure) {
        Refusal refusal = Refusal.of(failure, true);
        if (refusal.status() >= FailureKind.INTERNAL.httpStatus()) {
            LOG.error("A scan could not be planned", failure);
        }
        return ErrorResponse.builder()
                .responseCode(refusal.status())
                .withType(refusal.type())
                .withMessage(refusal.message())
                .build();
    }

    Duration kept() {
        return config.kept();
    }

    @PreDestroy
    void close() {
        wanted.values().forEach(still -> still.set(false));
        threads.shutdownNow();
    }
}
