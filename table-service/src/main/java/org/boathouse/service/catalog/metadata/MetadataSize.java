package org.boathouse.service.catalog.metadata;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.apache.iceberg.TableMetadataParser.Codec;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.io.InputFile;

/** How long the metadata of one table or view may be: whoever commits to it, or registers it, has all of it in memory. */
record MetadataSize(long bytesMax) {
    /** Read, parsed, changed and written, it takes about half of the heap. */
    private static final int PART_OF_HEAP = 16;

    static MetadataSize ofThisHeap() {
        return new MetadataSize(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** @throws BadRequestException where it is longer */
    byte[] check(String name, byte[] json) {
        if (json.length > bytesMax) {
            throw new BadRequestException(
                    "The metadata of %s would have %s bytes, and a replica with this heap keeps at most %s: expire snapshots,"
                            + " remove properties, or give it a larger heap",
                    name, json.length, bytesMax);
        }
        return json;
    }

    /**
     * The text of a metadata file, whatever it was compressed from.
     *
     * @throws BadRequestException where it is longer
     */
    String read(InputFile file) {
        boolean isGzip = Codec.fromFileName(file.location()) == Codec.GZIP;
        try (InputStream in = isGzip ? new GZIPInputStream(file.newStream()) : file.newStream()) {
            byte[] json = in.readNBytes((int) Math.min(bytesMax + 1, Integer.MAX_VALUE - 8));
            if (json.length > bytesMax) {
                throw new BadRequestException(
                        "%s is longer than the %s bytes that a replica with this heap reads",
                        file.location(), bytesMax);
            }
            return new String(json, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
