package org.boathouse.ingestion.landing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.ContentHash;
import org.boathouse.ingestion.source.SourceFile;
import org.boathouse.ingestion.store.Content;
import org.boathouse.ingestion.store.ContentChanged;
import org.boathouse.ingestion.store.Sha256;

/** A file's content, as it was when it was hashed. */
record FileContent(Path path, ContentHash hash, long sizeBytes, String mediaType) implements Content {
    static FileContent of(SourceFile file) throws IOException {
        try (InputStream stream = Files.newInputStream(file.path())) {
            Sha256.Sum sum = Sha256.of(stream);
            String mediaType = MediaTypes.of(file.name()).orElse(MediaTypes.UNKNOWN);
            return new FileContent(file.path(), new ContentHash(sum.sha256()), sum.sizeBytes(), mediaType);
        }
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    /** What an exception from reading a file means to who lands it. */
    static LakeFailure unreadable(Path path, IOException e) {
        if (e instanceof NoSuchFileException) {
            return failure(
                    FailureKind.NOT_FOUND,
                    "%s was removed while it was being landed; land what is there now".formatted(path),
                    e);
        }
        if (e instanceof ContentChanged) {
            return failure(
                    FailureKind.CONFLICT,
                    "%s changed while it was being landed; land it again once its writer is done".formatted(path),
                    e);
        }
        if (e instanceof AccessDeniedException) {
            return failure(
                    FailureKind.INVALID,
                    "Cannot read %s: permission denied; give the landing user the right to read it".formatted(path),
                    e);
        }
        return failure(FailureKind.INVALID, "Cannot read %s: %s".formatted(path, e.getMessage()), e);
    }

    private static LakeFailure failure(FailureKind kind, String message, IOException e) {
        return new LakeFailure(kind, message, e);
    }
}
