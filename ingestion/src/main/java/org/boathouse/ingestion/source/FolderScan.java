package org.boathouse.ingestion.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;

/**
 * Finds the files that paths stand for. A link is followed: its name counts, and the content behind it. Within a folder
 * whatever begins with a dot is skipped; a hidden file named by itself is meant, and taken.
 */
public final class FolderScan {
    private static final int DEPTH_MAX = 100;

    private final Map<Listed, SourceFile> files = new LinkedHashMap<>();
    private final List<Path> skipped = new ArrayList<>();

    private record Listed(String name, Path path) {}

    private FolderScan() {}

    /**
     * @throws LakeFailure NOT_FOUND for a path that is not there or a link to nothing, INVALID for one that is no file or
     *     folder, cannot be read or runs in a circle; each names the path
     */
    public static SourceFiles of(List<Path> paths) {
        FolderScan scan = new FolderScan();
        for (Path path : paths) {
            scan.add(path);
        }
        return new SourceFiles(List.copyOf(scan.files.values()), scan.skipped);
    }

    private void add(Path path) {
        try {
            if (Files.isDirectory(path)) {
                addFolder(path);
                return;
            }
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw LakeFailure.invalid(
                        "%s is neither a file nor a folder; land what it yields by writing that to a file first", path);
            }
            put(new SourceFile(path.toAbsolutePath().normalize().getFileName().toString(), path, attributes.size()));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private void addFolder(Path folder) throws IOException {
        List<SourceFile> found = new ArrayList<>();
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH_MAX, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (!directory.equals(folder) && isHidden(directory)) {
                    skipped.add(directory);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isHidden(file)) {
                    skipped.add(file);
                } else if (attributes.isSymbolicLink()) {
                    // The walk follows links; one still seen as a link leads to nothing.
                    throw unreadable(file, new NoSuchFileException(file.toString()));
                } else if (attributes.isDirectory()) {
                    throw LakeFailure.invalid("%s lies more than %d folders deep in %s", file, DEPTH_MAX, folder);
                } else if (attributes.isRegularFile()) {
                    found.add(new SourceFile(nameWithin(folder, file), file, attributes.size()));
                } else {
                    skipped.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                throw unreadable(file, e);
            }
        });
        found.sort(Comparator.comparing(SourceFile::name));
        found.forEach(this::put);
    }

    /** The same file twice under one name, as when a folder and a file in it are both named, is one. */
    private void put(SourceFile file) {
        files.putIfAbsent(new Listed(file.name(), file.path().toAbsolutePath().normalize()), file);
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private static String nameWithin(Path folder, Path file) {
        List<String> parts = new ArrayList<>();
        folder.relativize(file).forEach(part -> parts.add(part.toString()));
        return String.join("/", parts);
    }

    private static LakeFailure unreadable(Path path, IOException e) {
        if (e instanceof NoSuchFileException) {
            String what = Files.isSymbolicLink(path) ? "%s is a link to nothing" : "%s: no such file or folder";
            return new LakeFailure(FailureKind.NOT_FOUND, what.formatted(path), e);
        }
        String why = e instanceof AccessDeniedException
                ? "permission denied; give the landing user the right to read it"
                : e instanceof FileSystemLoopException ? "its links run in a circle" : e.toString();
        return new LakeFailure(FailureKind.INVALID, "Cannot read %s: %s".formatted(path, why), e);
    }
}
