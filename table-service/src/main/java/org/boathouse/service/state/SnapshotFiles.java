package org.boathouse.service.state;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Says which file is gone where a table cannot be read because of it. What the store answers names a file at best, never its
 * table nor what to do; and a file that is not there is not a table that is not there, which is what a client takes a 404 for.
 */
public final class SnapshotFiles {
    private static final int NOT_FOUND = 404;

    private SnapshotFiles() {}

    /**
     * Does what reads the manifests of snapshots.
     *
     * @param snapshots asked for only when the reading fails
     * @throws LakeFailure CORRUPT naming a manifest or manifest list that is gone, and its table
     */
    public static <T> T readManifests(Table table, Supplier<List<Snapshot>> snapshots, Supplier<T> reading) {
        return read(
                table, () -> snapshots.get().stream().flatMap(snapshot -> manifests(snapshot, table.io())), reading);
    }

    /**
     * Does what reads files of a table.
     *
     * @param needed the locations of files that it needs, in the order in which it needs them; asked for only when it fails
     * @throws LakeFailure CORRUPT naming the first of them that is gone, and its table
     */
    public static <T> T read(Table table, Supplier<Stream<String>> needed, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException e) {
            throw gone(table.io(), needed, e)
                    .<RuntimeException>map(file -> damaged(table.name(), file + " is not in the store", e))
                    .orElse(e);
        }
    }

    /** The failure that a table is damaged, with what can be done about it. */
    public static LakeFailure damaged(String table, String what, Throwable cause) {
        return new LakeFailure(
                FailureKind.CORRUPT,
                ("Table %1$s cannot be read: %2$s. Bring the file back, from the store's own versions or a backup; or set"
                                + " the table back to a point that is whole: 'boathouse history %1$s' lists the points, and"
                                + " 'boathouse restore %1$s --to POINT --verify' looks for every file before it goes there.")
                        .formatted(table, what),
                cause);
    }

    /** Whether a file is in the store; one whose location is none of the store's is not. */
    public static boolean isThere(FileIO io, String location) {
        try {
            return io.newInputFile(location).exists();
        } catch (ValidationException | NotFoundException e) {
            return false;
        }
    }

    /** Whether the store has said that there is no such file. */
    public static boolean isGone(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof NotFoundException || e instanceof S3Exception s3 && s3.statusCode() == NOT_FOUND) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> gone(FileIO io, Supplier<Stream<String>> needed, RuntimeException failure) {
        // What is wrong in the request is a ValidationException too, and no reason to ask the store for every file.
        Predicate<String> isThere = failure instanceof ValidationException
                ? location -> isOfTheStore(io, location)
                : location -> isThere(io, location);
        return failure instanceof ValidationException || isGone(failure)
                ? needed.get().filter(isThere.negate()).findFirst()
                : Optional.empty();
    }

    private static boolean isOfTheStore(FileIO io, String location) {
        try {
            io.newInputFile(location);
            return true;
        } catch (ValidationException e) {
            return false;
        }
    }

    /** The list first: without it the manifests are not known. */
    private static Stream<String> manifests(Snapshot snapshot, FileIO io) {
        return Stream.<Supplier<Stream<String>>>of(
                        () -> Stream.ofNullable(snapshot.manifestListLocation()),
                        () -> snapshot.allManifests(io).stream().map(ManifestFile::path))
                .flatMap(Supplier::get);
    }
}
