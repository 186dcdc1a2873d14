package org.boathouse.ingestion.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/** Objects as files of one folder, for tests that need a store and no server. */
public final class FolderObjectStore implements ObjectStore {
    private final Path folder;

    public FolderObjectStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public Put putIfAbsent(String key, Content content, LongConsumer sent) throws IOException {
        byte[] bytes;
        try (VerifiedReader reader = new VerifiedReader(content)) {
            bytes = reader.next((int) content.sizeBytes());
        }
        Path upload = Files.write(Files.createDirectories(folder).resolve(UUID.randomUUID() + ".upload"), bytes);
        try {
            Files.createDirectories(path(key).getParent());
            Files.createLink(path(key), upload);
        } catch (FileAlreadyExistsException e) {
            if (Files.size(path(key)) != content.sizeBytes()) {
                throw new LakeFailure(FailureKind.CORRUPT, key + " has another size");
            }
            return Put.EXISTED;
        } finally {
            Files.delete(upload);
        }
        sent.accept(bytes.length);
        return Put.CREATED;
    }

    @Override
    public OptionalLong sizeBytes(String key) {
        try {
            return Files.exists(path(key)) ? OptionalLong.of(Files.size(path(key))) : OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] read(String key, long offset, int length) {
        if (!Files.exists(path(key))) {
            throw LakeFailure.notFound("there is no %s", key);
        }
        try {
            byte[] bytes = Files.readAllBytes(path(key));
            if (offset + length > bytes.length) {
                throw new LakeFailure(FailureKind.CORRUPT, key + " ends before");
            }
            return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path path(String key) {
        return folder.resolve(key);
    }
}
