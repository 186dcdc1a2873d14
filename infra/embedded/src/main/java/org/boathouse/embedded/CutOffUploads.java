package org.boathouse.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What uploads leave behind when the store is killed: s3proxy writes {@code <key>-<uuid>}, gives the file its ETag as an
 * extended attribute, and renames it to the key. Such a file without an ETag shows in listings and is no object.
 */
final class CutOffUploads {
    private static final Pattern NAME =
            Pattern.compile(".*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final String ETAG = "user.content-md5";

    private CutOffUploads() {}

    /**
     * Deletes them; to be called while no store runs over the folder. Where the file system has no extended attributes
     * nothing can be told apart and nothing is deleted.
     *
     * @return the files that were deleted
     */
    static List<Path> sweep(Path objects) throws IOException {
        List<Path> swept = new ArrayList<>();
        if (!keepsAttributes(objects)) {
            return swept;
        }
        Files.walkFileTree(objects, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()
                        && NAME.matcher(file.getFileName().toString()).matches()
                        && !attributesOf(file).list().contains(ETAG)) {
                    Files.delete(file);
                    swept.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return swept;
    }

    private static boolean keepsAttributes(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, "probe", null);
        try {
            attributesOf(probe).write(ETAG, ByteBuffer.wrap(new byte[] {1}));
            return attributesOf(probe).list().contains(ETAG);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        } finally {
            Files.delete(probe);
        }
    }

    private static UserDefinedFileAttributeView attributesOf(Path file) {
        UserDefinedFileAttributeView view = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        if (view == null) {
            throw new UnsupportedOperationException("no extended attributes on " + file.getFileSystem());
        }
        return view;
    }
}
