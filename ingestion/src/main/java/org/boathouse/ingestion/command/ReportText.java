package org.boathouse.ingestion.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.boathouse.ingestion.landing.LandingReport;

/** A landing's report for people and for programs. */
final class ReportText {
    private static final JsonMapper JSON = new JsonMapper();

    private ReportText() {}

    static String summary(LandingReport report) {
        if (report.files().isEmpty()) {
            return "Nothing landed in %s: there are no files".formatted(report.dataset());
        }
        if (report.snapshotId().isEmpty()) {
            return "Nothing new in %s: %s landed already"
                    .formatted(report.dataset(), files(report.alreadyLandedFiles()));
        }
        String already = report.alreadyLandedFiles() == 0
                ? ""
                : "; %s landed already".formatted(files(report.alreadyLandedFiles()));
        return "Landed %s (%s) in %s, ledger snapshot %d%s"
                .formatted(
                        files(report.landedFiles()),
                        Bytes.text(report.landedBytes()),
                        report.dataset(),
                        report.snapshotId().getAsLong(),
                        already);
    }

    static String json(LandingReport report, List<Path> skipped) {
        ObjectNode json = JSON.createObjectNode();
        json.put("dataset", report.dataset().toString());
        json.put("ledger", report.dataset().ledger().toString());
        json.put("batchId", report.batchId().toString());
        if (report.snapshotId().isPresent()) {
            json.put("snapshotId", report.snapshotId().getAsLong());
        } else {
            json.putNull("snapshotId");
        }
        json.put("landedFiles", report.landedFiles());
        json.put("landedBytes", report.landedBytes());
        json.put("alreadyLandedFiles", report.alreadyLandedFiles());
        ArrayNode files = json.putArray("files");
        for (LandingReport.FileReport file : report.files()) {
            ObjectNode entry = files.addObject();
            entry.put("name", file.sourceName());
            entry.put("path", file.path());
            entry.put("outcome", file.landed() ? "landed" : "already-landed");
            file.landingId().ifPresent(id -> entry.put("landingId", id.toString()));
            entry.put("objectKey", file.objectKey());
            entry.put("sha256", file.sha256());
            entry.put("sizeBytes", file.sizeBytes());
        }
        ArrayNode skippedPaths = json.putArray("skipped");
        skipped.forEach(path -> skippedPaths.add(path.toString()));
        return json.toString();
    }

    private static String files(long count) {
        return count == 1 ? "1 file" : count + " files";
    }
}
