package org.boathouse.ingestion.source;

import java.nio.file.Path;
import java.util.List;

/**
 * What a landing's arguments stand for.
 *
 * @param files in the order of the arguments; the files of a folder sorted by name
 * @param skipped hidden files and folders, and what is no file (a socket, a pipe): never landed from within a folder
 */
public record SourceFiles(List<SourceFile> files, List<Path> skipped) {
    public SourceFiles {
        files = List.copyOf(files);
        skipped = List.copyOf(skipped);
    }
}
