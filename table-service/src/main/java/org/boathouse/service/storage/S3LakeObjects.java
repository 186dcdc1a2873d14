package org.boathouse.service.storage;

import java.time.Instant;
import java.util.Collection;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.LakeLayout;

/** The objects of an S3 bucket, through Iceberg's own client of it. */
final class S3LakeObjects implements LakeObjects {
    private final S3FileIO files;
    private final LakeLayout layout;

    S3LakeObjects(S3FileIO files, LakeLayout layout) {
        this.files = files;
        this.layout = layout;
    }

    @Override
    public CloseableIterable<LakeObject> all() {
        return CloseableIterable.transform(
                CloseableIterable.withNoopClose(files.listPrefix(layout.uri(""))),
                file -> new LakeObject(
                        layout.keyOf(file.location()).orElseThrow(),
                        file.size(),
                        Instant.ofEpochMilli(file.createdAtMillis())));
    }

    @Override
    public void delete(Collection<String> keys) {
        try {
            files.deleteFiles(keys.stream().map(layout::uri).toList());
        } catch (BulkDeletionFailureException e) {
            throw LakeFailure.unavailable(
                    "The object store did not delete %d of %d objects".formatted(e.numberFailedObjects(), keys.size()),
                    e);
        }
    }

    @Override
    public FileIO files() {
        return files;
    }
}
