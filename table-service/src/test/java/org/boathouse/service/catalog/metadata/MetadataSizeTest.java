package org.boathouse.service.catalog.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.junit.jupiter.api.Test;

class MetadataSizeTest {
    private final InMemoryFileIO bucket = new InMemoryFileIO();
    private final MetadataSize size = new MetadataSize(1_000);

    @Test
    void metadataIsAsLongAsItMayBeAndNoLonger() {
        assertEquals(1_000, size.check("a.t", new byte[1_000]).length);
        BadRequestException refused = assertThrows(BadRequestException.class, () -> size.check("a.t", new byte[1_001]));
        assertTrue(refused.getMessage().contains("a.t"), refused.getMessage());
    }

    @Test
    void aFileIsReadNoFurtherThanThatWhateverItWasCompressedFrom() throws IOException {
        bucket.addFile("s3://lake/1.metadata.json", "x".repeat(1_000).getBytes(StandardCharsets.UTF_8));
        bucket.addFile("s3://lake/2.metadata.json", "x".repeat(1_001).getBytes(StandardCharsets.UTF_8));
        bucket.addFile("s3://lake/1.gz.metadata.json", gzip(1_000));
        bucket.addFile("s3://lake/2.gz.metadata.json", gzip(10_000_000));
        for (String kind : new String[] {".metadata.json", ".gz.metadata.json"}) {
            assertEquals(
                    1_000, size.read(bucket.newInputFile("s3://lake/1" + kind)).length());
            assertThrows(BadRequestException.class, () -> size.read(bucket.newInputFile("s3://lake/2" + kind)));
        }
    }

    private static byte[] gzip(int length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write("x".repeat(length).getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }
}
