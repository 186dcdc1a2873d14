package org.boathouse.spark.bronze;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;
import scala.jdk.javaapi.CollectionConverters;

/** A task's work: its files, one after the other, record by record. */
final class FileRows implements Iterator<Row>, AutoCloseable {
    private final Queue<LandedFile> left;
    private final RecordFormat format;
    private final RecordColumns columns;
    private final Configuration hadoop;

    private LandedFile file;
    private TornStream bytes;
    private RecordSource records;
    private Row ready;

    FileRows(List<LandedFile> files, RecordFormat format, RecordColumns columns, Configuration hadoop) {
        this.left = new ArrayDeque<>(files);
        this.format = format;
        this.columns = columns;
        this.hadoop = hadoop;
    }

    /** Lets go of the open file also where the task is cut short. */
    FileRows closedWith(TaskContext task) {
        TaskCompletionListener close = ended -> close();
        task.addTaskCompletionListener(close);
        return this;
    }

    @Override
    public boolean hasNext() {
        try {
            while (ready == null) {
                if (records == null && !open()) {
                    return false;
                }
                Optional<RawRecord> record = records.next();
                if (record.isPresent()) {
                    ready = row(record.get());
                } else {
                    close();
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("Reading " + file.uri() + " failed", e);
        }
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Row row = ready;
        ready = null;
        return row;
    }

    /** Goes to the next file; false where there is none. */
    private boolean open() throws IOException {
        file = left.poll();
        if (file == null) {
            return false;
        }
        Optional<String> refusal = LandedStream.refusal(file.path());
        if (refusal.isPresent()) {
            ready = row(RawRecord.unreadable(1, columns.count(), refusal.get(), null));
            records = Optional::empty;
        } else if (file.sizeBytes() == 0) {
            records = Optional::empty;
        } else {
            bytes = LandedStream.open(file, hadoop);
            records = format.records(bytes, columns);
        }
        return true;
    }

    private Row row(RawRecord record) {
        int count = columns.count();
        Object[] values = new Object[count + 5];
        System.arraycopy(record.texts(), 0, values, 0, count);
        values[count] = file.uri();
        values[count + 1] = record.number();
        values[count + 2] = file.landingId();
        values[count + 3] = file.landedAt();
        values[count + 4] = record.rescued().isEmpty() ? null : CollectionConverters.asScala(record.rescued());
        return RowFactory.create(values);
    }

    @Override
    public void close() {
        records = null;
        if (bytes == null) {
            return;
        }
        try {
            bytes.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Closing " + file.uri() + " failed", e);
        } finally {
            bytes = null;
        }
    }
}
