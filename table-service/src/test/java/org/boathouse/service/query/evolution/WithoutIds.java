package org.boathouse.service.query.evolution;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/** Parquet files as programs write them that know nothing of Iceberg: without field ids. */
final class WithoutIds {
    private static final int TAIL_BYTES = 8;

    private WithoutIds() {}

    /** The same file with the ids taken out of its footer, which is all that knows them. */
    static DataFile copy(Table table, DataFile file) {
        try {
            byte[] parquet = read(table, file);
            OutputFile out = table.io().newOutputFile(file.location() + ".imported.parquet");
            byte[] stripped = stripped(parquet);
            try (PositionOutputStream stream = out.create()) {
                stream.write(stripped);
            }
            DataFiles.Builder copy = DataFiles.builder(table.spec())
                    .copy(file)
                    .withPath(out.location())
                    .withFileSizeInBytes(stripped.length);
            return copy.build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Table table, DataFile file) throws IOException {
        try (InputStream in = table.io().newInputFile(file.location()).newStream()) {
            return in.readAllBytes();
        }
    }

    private static byte[] stripped(byte[] parquet) throws IOException {
        int footerBytes =
                ByteBuffer.wrap(parquet).order(ByteOrder.LITTLE_ENDIAN).getInt(parquet.length - TAIL_BYTES);
        int footerAt = parquet.length - TAIL_BYTES - footerBytes;
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(parquet, footerAt, footerBytes));
        footer.getSchema().forEach(SchemaElement::unsetField_id);
        footer.unsetKey_value_metadata();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(parquet, 0, footerAt);
        Util.writeFileMetaData(footer, out);
        int bytes = out.size() - footerAt;
        out.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes)
                .array());
        out.write(parquet, parquet.length - Integer.BYTES, Integer.BYTES);
        return out.toByteArray();
    }
}
