package org.boathouse.service.collector;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.service.storage.LakeObjects;

/** A bucket in memory whose clock is the test's. */
final class MemoryObjects implements LakeObjects, FileIO {
    private static final long serialVersionUID = 1L;

    private final transient LakeLayout layout;
    private final transient Clock clock;
    private final transient InMemoryFileIO files = new InMemoryFileIO();
    private final transient Map<String, Instant> written = new TreeMap<>();
    private transient Runnable afterListing = () -> {};
    private transient Runnable beforeDeleting = () -> {};

    MemoryObjects(LakeLayout layout, Clock clock) {
        this.layout = layout;
        this.clock = clock;
    }

    void afterListing(Runnable action) {
        afterListing = action;
    }

    void beforeDeleting(Runnable action) {
        beforeDeleting = action;
    }

    TreeSet<String> keys() {
        return new TreeSet<>(written.keySet());
    }

    String put(String key) {
        files.addFile(layout.uri(key), new byte[] {1, 2, 3});
        written.put(key, clock.instant());
        return key;
    }

    @Override
    public CloseableIterable<LakeObject> all() {
        List<LakeObject> all = written.entrySet().stream()
                .map(object -> new LakeObject(object.getKey(), 3, object.getValue()))
                .toList();
        Runnable action = afterListing;
        afterListing = () -> {};
        action.run();
        return CloseableIterable.withNoopClose(all);
    }

    @Override
    public void delete(Collection<String> keys) {
        Runnable action = beforeDeleting;
        beforeDeleting = () -> {};
        action.run();
        for (String key : keys) {
            if (written.remove(key) != null) {
                files.deleteFile(layout.uri(key));
            }
        }
    }

    @Override
    public FileIO files() {
        return this;
    }

    @Override
    public InputFile newInputFile(String path) {
        return files.fileExists(path) ? files.newInputFile(path) : new Missing(path);
    }

    @Override
    public OutputFile newOutputFile(String path) {
        written.put(layout.keyOf(path).orElseThrow(), clock.instant());
        return files.newOutputFile(path);
    }

    @Override
    public void deleteFile(String path) {
        // Iceberg's clients tidy up behind themselves; what they leave is what is tested here.
    }

    @Override
    public Map<String, String> properties() {
        return new TreeMap<>();
    }

    /** As in a store, where only reading shows that there is nothing. */
    private record Missing(String location) implements InputFile {
        @Override
        public long getLength() {
            throw new NotFoundException("There is no %s", location);
        }

        @Override
        public SeekableInputStream newStream() {
            throw new NotFoundException("There is no %s", location);
        }

        @Override
        public boolean exists() {
            return false;
        }
    }
}
