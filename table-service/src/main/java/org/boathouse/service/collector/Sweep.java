package org.boathouse.service.collector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.io.CloseableIterable;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.service.storage.LakeObjects;
import org.boathouse.service.storage.LakeObjects.LakeObject;

/** One walk over all objects: counts them, and passes on, in batches, the old ones that nothing needs. */
final class Sweep {
    private static final int BATCH = 1_000;

    private final LakeObjects objects;
    private final LakeLayout layout;
    private final Reachability reachable;
    private final Instant writtenBefore;

    long seen;
    long foreign;
    long needed;

    Sweep(LakeObjects objects, LakeLayout layout, Reachability reachable, Instant writtenBefore) {
        this.objects = objects;
        this.layout = layout;
        this.reachable = reachable;
        this.writtenBefore = writtenBefore;
    }

    void unreachable(Consumer<List<LakeObject>> batches) {
        List<LakeObject> batch = new ArrayList<>();
        try (CloseableIterable<LakeObject> all = objects.all()) {
            for (LakeObject object : all) {
                seen++;
                if (!isOfTheLake(object.key())) {
                    foreign++;
                } else if (reachable.needs(object.key())) {
                    needed++;
                } else {
                    batch.add(object);
                }
                if (batch.size() == BATCH) {
                    batches.accept(List.copyOf(batch));
                    batch.clear();
                }
            }
            batches.accept(List.copyOf(batch));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isYoung(LakeObject object) {
        return object.lastModified().isAfter(writtenBefore);
    }

    private boolean isOfTheLake(String key) {
        return layout.tableRootOf(key).isPresent() || layout.landedObject(key).isPresent();
    }
}
