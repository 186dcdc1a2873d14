package org.boathouse.service.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.io.BulkDeletionFailureException;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/** Iceberg's own client without keys to the store: every request it sends there is signed by the service. */
@ExtendWith(StoresExtension.class)
class RemoteSigningIT extends KeylessClientContract {
    RemoteSigningIT() {
        super("signed");
    }

    @BeforeEach
    void connect(LakeProcess lake, LakeStorage storage) {
        connect(lake, storage, "vended-credentials,remote-signing");
    }

    @Test
    void anotherTablesFilesAnotherBucketAndTheRootAreRefused() {
        Table table = keyless.createTable(mine, ClientTables.SCHEMA);
        keyless.createTable(other, ClientTables.SCHEMA);
        Table others = withKeys.loadTable(other);
        others.newAppend().appendFile(ClientTables.write(others, "a", 1, 3)).commit();
        String theirs = metadataFile(others);
        S3FileIO io = (S3FileIO) table.io();

        assertRefused(() -> io.newInputFile(theirs).exists());
        assertRefused(() -> io.newInputFile(theirs).newStream().read());
        assertRefused(() -> io.newOutputFile(theirs).createOrOverwrite().close());
        assertRefused(() -> io.deleteFile(theirs));
        assertRefused(() -> io.newInputFile("s3://elsewhere/a").exists());
        assertRefused(() -> io.newInputFile(table.location() + "x/a").exists());
        assertRefused(() -> list(io, bucket + "/"));
        assertRefused(() -> list(io, bucket + "/_tables/"));
        assertRefused(() -> list(io, others.location()));

        String own = metadataFile(table);
        assertThrows(BulkDeletionFailureException.class, () -> io.deleteFiles(List.of(own, theirs)));
        assertTrue(withKeys.loadTable(mine).io().newInputFile(own).exists(), "not by half");
        assertEquals(List.of(1L, 2L, 3L), ClientTables.ids(withKeys.loadTable(other)));
    }

    @Test
    void aTableDoesNotReachIntoOthersByNamingTheirPlaces() {
        keyless.createTable(other, ClientTables.SCHEMA);
        Table others = withKeys.loadTable(other);
        Table table = keyless.createTable(mine, ClientTables.SCHEMA);
        for (String place : List.of(
                others.location(),
                others.location() + "/metadata",
                bucket,
                bucket + "/",
                bucket + "/_tables",
                bucket + "/flights",
                bucket + "/flights/raw/flights")) {
            withKeys.loadTable(mine)
                    .updateProperties()
                    .set("write.data.path", place)
                    .commit();
            assertRefused(() -> table.io().newInputFile(metadataFile(others)).exists());
            assertRefused(() ->
                    table.io().newInputFile(bucket + "/flights/raw/flights/a").exists());
        }
    }

    @Test
    void aDroppedTablesFilesAreNoLongerSigned() {
        Table table = keyless.createTable(mine, ClientTables.SCHEMA);
        assertTrue(table.io().newInputFile(metadataFile(table)).exists());
        keyless.dropTable(mine);
        // Another object than before: the client keeps signatures of reads for a while.
        assertThrows(
                RuntimeException.class,
                () -> table.io().newInputFile(table.location() + "/data/new").exists());
    }

    @Override
    void assertRefused(Executable asked) {
        Throwable refused = assertThrows(Throwable.class, asked);
        Throwable cause = refused;
        while (cause != null && !(cause instanceof ForbiddenException)) {
            cause = cause.getCause();
        }
        assertTrue(cause instanceof ForbiddenException, () -> "Not refused by the service but " + refused);
    }
}
