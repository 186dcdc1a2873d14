package org.boathouse.service.planning;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.rest.PlanStatus;
import org.apache.iceberg.rest.responses.FetchPlanningResultResponse;
import org.apache.iceberg.rest.responses.FetchPlanningResultResponseParser;
import org.apache.iceberg.rest.responses.FetchScanTasksResponse;
import org.apache.iceberg.rest.responses.FetchScanTasksResponseParser;
import org.apache.iceberg.rest.responses.PlanTableScanResponse;
import org.apache.iceberg.rest.responses.PlanTableScanResponseParser;

/**
 * A finished plan, in pages.
 *
 * @param first the tasks that are answered at once
 * @param rest the others, each page as it is answered
 */
record ScanTasks(Map<Integer, PartitionSpec> specs, List<FileScanTask> first, List<byte[]> rest) {
    static byte[] page(Map<Integer, PartitionSpec> specs, List<FileScanTask> tasks) {
        return bytes(FetchScanTasksResponseParser.toJson(
                FetchScanTasksResponse.builder(specs).withFileScanTasks(tasks).build()));
    }

    /** What the request that asked for the plan is answered; without an id where nothing is held for the client. */
    byte[] answerAtOnce(UUID planId) {
        PlanTableScanResponse.Builder response = PlanTableScanResponse.builder(specs)
                .withPlanStatus(PlanStatus.COMPLETED)
                .withFileScanTasks(first);
        if (!rest.isEmpty()) {
            response.withPlanId(planId.toString()).withPlanTasks(planTasks(planId));
        }
        return bytes(PlanTableScanResponseParser.toJson(response.build()));
    }

    /** What fetching the plan is answered. */
    byte[] answerLater(UUID planId) {
        FetchPlanningResultResponse.Builder response = FetchPlanningResultResponse.builder(specs)
                .withPlanStatus(PlanStatus.COMPLETED)
                .withFileScanTasks(first);
        if (!rest.isEmpty()) {
            response.withPlanTasks(planTasks(planId));
        }
        return bytes(FetchPlanningResultResponseParser.toJson(response.build()));
    }

    private List<String> planTasks(UUID planId) {
        return IntStream.rangeClosed(1, rest.size())
                .mapToObj(page -> new PlanTask(planId, page).toString())
                .toList();
    }

    static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
