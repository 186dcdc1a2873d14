package org.boathouse.spark.bronze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileGroupsTest {
    private static LandedFile file(int number, long sizeBytes) {
        return new LandedFile("s3://lake/" + number, "s3a://lake/" + number, sizeBytes, "landing", Instant.EPOCH);
    }

    private static long bytes(List<LandedFile> group) {
        return group.stream().mapToLong(LandedFile::sizeBytes).sum();
    }

    @Test
    void aSmallLandingIsOneTask() {
        assertEquals(List.of(List.of(file(1, 10), file(2, 0))), FileGroups.of(List.of(file(1, 10), file(2, 0))));
    }

    @Test
    void noFilesAreNoTasks() {
        assertEquals(List.of(), FileGroups.of(List.of()));
    }

    @Test
    void eachFileIsReadOnceByTasksOfLikeSize() {
        List<LandedFile> files = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            files.add(file(i, (i * 7919L % 101) << 17));
        }
        List<List<LandedFile>> groups = FileGroups.of(files);
        List<LandedFile> all = groups.stream().flatMap(List::stream).toList();
        assertEquals(500, all.size());
        assertEquals(new HashSet<>(files), new HashSet<>(all));
        long heaviest = groups.stream().mapToLong(FileGroupsTest::bytes).max().orElseThrow();
        long lightest = groups.stream().mapToLong(FileGroupsTest::bytes).min().orElseThrow();
        assertTrue(groups.size() > 10, "groups: " + groups.size());
        assertTrue(heaviest <= lightest * 1.3 + (2L << 20), heaviest + " beside " + lightest);
    }

    @Test
    void aHugeFileHasATaskToItself() {
        List<List<LandedFile>> groups =
                FileGroups.of(List.of(file(1, 1), file(2, 10 * FileGroups.TASK_BYTES), file(3, 1)));
        assertTrue(groups.contains(List.of(file(2, 10 * FileGroups.TASK_BYTES))), groups.toString());
    }
}
