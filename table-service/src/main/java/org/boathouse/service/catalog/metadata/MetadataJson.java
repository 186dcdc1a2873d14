package org.boathouse.service.catalog.metadata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;

/**
 * Table metadata as Iceberg writes it, UTF-8. The form without history is cut out of the whole one, so that a long history
 * is written once and never parsed.
 *
 * @param refsOrNull the same without the snapshots that no ref names; null where it would be the same
 */
record MetadataJson(byte[] whole, byte[] refsOrNull) {
    private static final String SNAPSHOTS = "snapshots";
    private static final int BYTES_EXPECTED = 1 << 16;
    /** With its entry in the log: room that grows by copying would copy a long history several times. */
    private static final int BYTES_EXPECTED_PER_SNAPSHOT = 800;

    private static final JsonFactory JSON = new JsonFactory();

    static MetadataJson of(TableMetadata metadata) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(BYTES_EXPECTED
                + BYTES_EXPECTED_PER_SNAPSHOT * metadata.snapshots().size());
        try (Marking generator = new Marking(JSON.createGenerator(out), out)) {
            TableMetadataParser.toJson(metadata, generator);
            generator.flush();
            byte[] whole = out.toByteArray();
            Set<Long> referenced = metadata.refs().values().stream()
                    .map(SnapshotRef::snapshotId)
                    .collect(Collectors.toSet());
            return new MetadataJson(
                    whole,
                    metadata.snapshots().size() > referenced.size()
                            ? generator.keep(whole, metadata.snapshots(), referenced)
                            : null);
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
    }

    /** Remembers where in the output each snapshot ends. */
    private static final class Marking extends JsonGeneratorDelegate {
        private final ByteArrayOutputStream out;
        private final List<Integer> ends = new ArrayList<>();
        private int start;

        Marking(JsonGenerator generator, ByteArrayOutputStream out) {
            super(generator);
            this.out = out;
        }

        @Override
        public void writeStartObject() throws IOException {
            if (ends.isEmpty() && isAmongSnapshots()) {
                start = position();
            }
            super.writeStartObject();
        }

        @Override
        public void writeEndObject() throws IOException {
            super.writeEndObject();
            if (isAmongSnapshots()) {
                ends.add(position());
            }
        }

        private boolean isAmongSnapshots() {
            JsonStreamContext within = getOutputContext();
            return within.inArray()
                    && SNAPSHOTS.equals(within.getParent().getCurrentName())
                    && within.getParent().getParent().inRoot();
        }

        private int position() {
            return out.size() + getOutputBuffered();
        }

        byte[] keep(byte[] whole, List<Snapshot> snapshots, Set<Long> kept) {
            if (ends.size() != snapshots.size()) {
                throw new IllegalStateException(
                        "Iceberg wrote %d snapshots of %d".formatted(ends.size(), snapshots.size()));
            }
            ByteArrayOutputStream some = new ByteArrayOutputStream(BYTES_EXPECTED);
            some.write(whole, 0, start);
            boolean isFirst = true;
            for (int i = 0; i < ends.size(); i++) {
                if (kept.contains(snapshots.get(i).snapshotId())) {
                    if (!isFirst) {
                        some.write(',');
                    }
                    isFirst = false;
                    // Between two snapshots stands a comma.
                    int from = i == 0 ? start : ends.get(i - 1) + 1;
                    some.write(whole, from, ends.get(i) - from);
                }
            }
            int end = ends.get(ends.size() - 1);
            some.write(whole, end, whole.length - end);
            return some.toByteArray();
        }
    }
}
