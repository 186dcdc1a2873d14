package org.boathouse.ingestion.landing;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.ingestion.source.SourceFile;

/** Files of one batch that share a source name: one file where they have one content, a mistake where they have not. */
final class SameName {
    private SameName() {}

    /** @throws LakeFailure INVALID, naming both files, before anything is uploaded */
    static List<SourceFile> merged(Collection<SourceFile> files) {
        Map<String, SourceFile> byName = new LinkedHashMap<>();
        for (SourceFile file : files) {
            SourceFile first = byName.putIfAbsent(file.name(), file);
            if (first != null && !sameContent(first, file)) {
                throw LakeFailure.invalid(
                        "%s and %s would both land as '%s' but differ; rename one, or land a folder that holds both",
                        first.path(), file.path(), file.name());
            }
        }
        return List.copyOf(byName.values());
    }

    private static boolean sameContent(SourceFile a, SourceFile b) {
        return content(a).hash().equals(content(b).hash());
    }

    private static FileContent content(SourceFile file) {
        try {
            return FileContent.of(file);
        } catch (IOException e) {
            throw FileContent.unreadable(file.path(), e);
        }
    }
}
