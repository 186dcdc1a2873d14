package org.boathouse.ingestion.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code boathouse land} against a real lake. */
@ExtendWith(StoresExtension.class)
class LandIT {
    @TempDir
    Path dir;

    private final LakeProcess lake;
    private final Dataset dataset = newDataset();

    LandIT(LakeProcess lake) {
        this.lake = lake;
    }

    static Dataset newDataset() {
        return Dataset.parse("landing/d" + UUID.randomUUID().toString().replace("-", ""));
    }

    @Test
    void aFolderLandsOnceHoweverOftenItIsLanded() throws Exception {
        Files.writeString(dir.resolve("a.csv"), "id\n1\n");
        Files.writeString(dir.resolve("empty.csv"), "");
        Files.writeString(Files.createDirectory(dir.resolve("sub")).resolve("b c.csv"), "id\n2\n");

        LandProcess.Result first = land(dir);
        LandProcess.Result second = land(dir);

        assertEquals(0, first.status(), first.err());
        assertTrue(first.out().startsWith("Landed 3 files (10 B) in " + dataset + ", ledger snapshot "), first.out());
        assertEquals("", first.err());
        assertEquals(new LandProcess.Result(0, "Nothing new in " + dataset + ": 3 files landed already\n", ""), second);
        LedgerRows ledger = LedgerRows.of(lake, dataset);
        assertEquals(List.of("a.csv", "empty.csv", "sub/b c.csv"), ledger.names());
        assertEquals(1, ledger.snapshots());
        ledger.rows().forEach(row -> assertEquals(row.sizeBytes(), row.stored().orElseThrow()));
    }

    @Test
    void aNameInForeignLettersLands() throws Exception {
        assumeTrue(System.getProperty("sun.jnu.encoding").equals("UTF-8"), "this locale has no foreign letters");
        Files.writeString(dir.resolve("größe 東京.csv"), "1");

        assertEquals(0, land(dir).status());
        assertEquals(List.of("größe 東京.csv"), LedgerRows.of(lake, dataset).names());
    }

    @Test
    void anOlderContentThatComesBackIsANewLanding() throws Exception {
        Path file = dir.resolve("a.csv");
        for (String content : List.of("old", "new", "old")) {
            Files.writeString(file, content);
            assertEquals(0, land(file).status());
        }

        List<LedgerRows.Row> rows = LedgerRows.of(lake, dataset).rows();

        assertEquals(3, rows.size());
        assertEquals(rows.get(0).sha256(), rows.get(2).sha256());
        assertNotEquals(rows.get(0).sha256(), rows.get(1).sha256());
    }

    @Test
    void aProgramReadsWhatBecameOfEveryFile() throws Exception {
        Path one = Files.writeString(dir.resolve("one.csv"), "1");
        land(one);
        Path two = Files.writeString(dir.resolve("two.csv"), "2");

        JsonNode json = new JsonMapper().readTree(land(one, two, "--json").out());

        assertEquals(1, json.path("landedFiles").asInt());
        assertEquals(
                "already-landed", json.path("files").path(0).path("outcome").asText());
        assertEquals("landed", json.path("files").path(1).path("outcome").asText());
        assertEquals(
                LedgerRows.of(lake, dataset).rows().get(1).batchId(),
                json.path("batchId").asText());
    }

    @RepeatedTest(4)
    void processesThatLandTheSameFilesAtOnceLandEachOnce() throws Exception {
        int files = 30;
        for (int i = 0; i < files; i++) {
            Files.writeString(dir.resolve("f%02d.csv".formatted(i)), "content " + i);
        }
        List<LandProcess> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(LandProcess.start(lake.environment(), List.of(), dataset, dir, "--json"));
        }

        int landed = 0;
        for (LandProcess process : processes) {
            LandProcess.Result result = process.end();
            assertEquals(0, result.status(), result.err());
            landed +=
                    new JsonMapper().readTree(result.out()).path("landedFiles").asInt();
        }

        assertEquals(files, landed);
        assertEquals(
                files, LedgerRows.of(lake, dataset).names().stream().distinct().count());
        assertEquals(files, LedgerRows.of(lake, dataset).rows().size());
    }

    @Test
    void processesThatLandDifferentFilesAtOnceLandAll() throws Exception {
        List<LandProcess> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Path file = Files.writeString(dir.resolve("f" + i), "content " + i);
            processes.add(LandProcess.start(lake.environment(), List.of(), dataset, file));
        }
        for (LandProcess process : processes) {
            LandProcess.Result result = process.end();
            assertEquals(0, result.status(), result.err());
        }

        assertEquals(
                List.of("f0", "f1", "f2", "f3"),
                LedgerRows.of(lake, dataset).names().stream().sorted().toList());
    }

    @Test
    void aFileLargerThanTheHeapLands() throws Exception {
        Path file = dir.resolve("large.bin");
        byte[] megabyte = new byte[1 << 20];
        try (OutputStream stream = Files.newOutputStream(file)) {
            for (int i = 0; i < 200; i++) {
                new Random(i).nextBytes(megabyte);
                stream.write(megabyte);
            }
        }

        LandProcess.Result result = LandProcess.start(lake.environment(), List.of("-Xmx96m"), dataset, file)
                .end();

        assertEquals(0, result.status(), result.err());
        LedgerRows.Row row = LedgerRows.of(lake, dataset).rows().get(0);
        assertEquals(200L << 20, row.stored().orElseThrow());
    }

    private LandProcess.Result land(Object... args) throws Exception {
        Object[] all = new Object[args.length + 1];
        all[0] = dataset;
        System.arraycopy(args, 0, all, 1, args.length);
        return LandProcess.run(lake.environment(), all);
    }
}
