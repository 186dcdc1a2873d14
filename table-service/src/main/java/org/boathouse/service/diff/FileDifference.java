package org.boathouse.service.diff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.boathouse.contract.failure.LakeFailure;

/** Which files one snapshot has and the other has not. Manifests that both have are not read. */
final class FileDifference {
    private static final int FILES_MAX = 1_000_000;

    private final TableMetadata table;
    private final FileIO io;
    /** Location to size, of files that only one side was seen to have so far. */
    private final Map<String, Long> onlyBefore = new HashMap<>();
    /** Of those with deletes: one file may hold the vectors of many data files, and stands in a manifest once for each. */
    private final Set<String> deletesAfter = new HashSet<>();

    private long added;
    private long bytesAdded;

    private FileDifference(TableMetadata table, FileIO io) {
        this.table = table;
        this.io = io;
    }

    static DiffReport.FileChanges between(
            Optional<Snapshot> from, Optional<Snapshot> to, TableMetadata table, FileIO io) {
        FileDifference difference = new FileDifference(table, io);
        List<ManifestFile> before = manifests(from, io);
        List<ManifestFile> after = manifests(to, io);
        Set<String> shared = before.stream().map(ManifestFile::path).collect(Collectors.toCollection(HashSet::new));
        shared.retainAll(after.stream().map(ManifestFile::path).collect(Collectors.toSet()));
        before.stream().filter(manifest -> !shared.contains(manifest.path())).forEach(difference::before);
        after.stream().filter(manifest -> !shared.contains(manifest.path())).forEach(difference::after);
        return new DiffReport.FileChanges(
                difference.added,
                difference.onlyBefore.size(),
                difference.bytesAdded,
                difference.onlyBefore.values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
    }

    private static List<ManifestFile> manifests(Optional<Snapshot> snapshot, FileIO io) {
        return snapshot.map(found -> found.allManifests(io)).orElse(List.of());
    }

    private void before(ManifestFile manifest) {
        each(manifest, file -> {
            checkRoom(onlyBefore.size());
            onlyBefore.put(file.location(), file.fileSizeInBytes());
        });
    }

    private void after(ManifestFile manifest) {
        each(manifest, file -> {
            if (file.content() != FileContent.DATA) {
                checkRoom(deletesAfter.size());
                if (!deletesAfter.add(file.location())) {
                    return;
                }
            }
            if (onlyBefore.remove(file.location()) == null) {
                added++;
                bytesAdded += file.fileSizeInBytes();
            }
        });
    }

    private static void checkRoom(int files) {
        if (files == FILES_MAX) {
            throw LakeFailure.invalid(
                    "More than %,d files differ: compare two points that lie closer together", FILES_MAX);
        }
    }

    private void each(ManifestFile manifest, Consumer<ContentFile<?>> use) {
        try (CloseableIterable<? extends ContentFile<?>> files = manifest.content() == ManifestContent.DATA
                ? ManifestFiles.read(manifest, io, table.specsById())
                : ManifestFiles.readDeleteManifest(manifest, io, table.specsById())) {
            files.forEach(use);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
