package org.boathouse.ingestion.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.contract.layout.Dataset;
import org.boathouse.testkit.LakeProcess;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong is named, nothing becomes visible, and landing again mends it. */
@ExtendWith(StoresExtension.class)
class LandRefusalIT {
    private static final LakeProxy.Between NOTHING = new LakeProxy.Between() {};

    @TempDir
    Path dir;

    private final LakeProcess lake;
    private final Dataset dataset = LandIT.newDataset();
    private Path file;

    LandRefusalIT(LakeProcess lake) {
        this.lake = lake;
    }

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(dir.resolve("a.csv"), dataset.toString());
        Files.writeString(dir.resolve("b.csv"), dataset + " b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "507 | application/xml | InsufficientStorage | make room in the store",
                "507 | text/plain      | Insufficient Storage | make room in the store",
                "500 | application/xml | InternalError: No space left on device | make room in the store",
                "403 | application/xml | AccessDenied        | check the lake's storage keys",
                "503 | text/html       | Service Unavailable | try again later"
            })
    void aRefusedUploadNamesTheObjectAndTheEndpoint(int status, String type, String text, String advice)
            throws Exception {
        Predicate<RecordedRequest> uploads = request -> LakeProxy.isPut(request, "/" + dataset.domain() + "/raw/");

        LandProcess.Result result = landRefused(uploads, status, type, text);

        assertEquals(1, result.status());
        assertTrue(result.err().contains("s3://lake/landing/raw/" + dataset.name() + "/"), result.err());
        assertTrue(result.err().contains("The object store at http://127.0.0.1:"), result.err());
        assertTrue(result.err().contains("HTTP " + status), result.err());
        assertTrue(result.err().contains(advice), result.err());
        assertNothingLandedAndLandsNow();
    }

    @Test
    void aStoreThatFillsUpAtTheLedgersFilesMakesNothingVisible() throws Exception {
        LandProcess.Result result =
                landRefused(request -> LakeProxy.isPut(request, "/tables/"), 507, "application/xml", "Full");

        assertEquals(1, result.status());
        assertTrue(result.err().contains("s3://lake/landing/tables/raw/" + dataset.name()), result.err());
        assertTrue(result.err().contains("make room in the store"), result.err());
        assertNothingLandedAndLandsNow();
    }

    @Test
    void aWrongStorageKeyIsNamedAndNotShown() throws Exception {
        LandProcess.Result result = landWithStorage(storage -> new LakeStorage(
                storage.endpoint(),
                storage.region(),
                storage.bucket(),
                storage.accessKeyId(),
                "notthekey",
                storage.pathStyleAccess()));

        assertEquals(1, result.status());
        assertTrue(result.err().contains("HTTP 403 SignatureDoesNotMatch"), result.err());
        assertTrue(result.err().contains("check the lake's storage keys"), result.err());
        assertFalse(result.err().contains("notthekey"), result.err());
        assertNothingLandedAndLandsNow();
    }

    @Test
    void aStoreThatIsDownIsNamed() throws Exception {
        int closed = closedPort();
        LandProcess.Result result = landWithStorage(storage -> new LakeStorage(
                URI.create("http://127.0.0.1:" + closed),
                storage.region(),
                storage.bucket(),
                storage.accessKeyId(),
                storage.secretAccessKey(),
                storage.pathStyleAccess()));

        assertEquals(1, result.status());
        assertTrue(
                result.err()
                        .startsWith("boathouse land: The object store at http://127.0.0.1:%d gave no answer"
                                .formatted(closed)),
                result.err());
        assertNothingLandedAndLandsNow();
    }

    @Test
    void aLakeThatIsDownIsNamed() throws Exception {
        String url = "http://127.0.0.1:" + closedPort();

        LandProcess.Result result =
                LandProcess.run(Map.of("BOATHOUSE_URL", url, "BOATHOUSE_TOKEN", "any"), dataset, file);

        assertEquals(1, result.status());
        assertTrue(result.err().startsWith("boathouse land: No lake answers at " + url), result.err());
    }

    @Test
    void aWrongTokenIsRefused() throws Exception {
        LandProcess.Result result = LandProcess.run(
                Map.of("BOATHOUSE_URL", lake.url().toString(), "BOATHOUSE_TOKEN", "wrong"), dataset, file);

        assertEquals(1, result.status());
        assertTrue(result.err().contains("token"), result.err());
    }

    @Test
    void aFileRemovedBetweenListingAndUploadIsNamed() throws Exception {
        for (int i = 0; i < 60; i++) {
            Files.writeString(dir.resolve("f%02d".formatted(i)), dataset + " " + i);
        }
        Path gone = dir.resolve("f59");

        LandProcess.Result result = landWhile(() -> Files.deleteIfExists(gone));

        assertEquals(1, result.status());
        assertTrue(result.err().startsWith("boathouse land: " + gone + " was removed while"), result.err());
        assertNothingLandedAndLandsNow();
    }

    @Test
    void aFileWrittenToWhileItIsUploadedIsNamed() throws Exception {
        Files.delete(dir.resolve("b.csv"));
        Files.write(file, new byte[40 << 20]);

        LandProcess.Result result = landWhile(() -> Files.write(file, new byte[] {1}, StandardOpenOption.APPEND));

        assertEquals(1, result.status());
        assertTrue(result.err().startsWith("boathouse land: " + file + " changed while"), result.err());
        assertNothingLandedAndLandsNow();
    }

    private interface Disturbance {
        Object happen() throws IOException;
    }

    /** Lands while something happens at every upload. */
    private LandProcess.Result landWhile(Disturbance disturbance) throws Exception {
        LakeProxy.Between disturbing = new LakeProxy.Between() {
            @Override
            public Optional<MockResponse> before(RecordedRequest request) {
                if (LakeProxy.isPut(request, "/raw/")) {
                    try {
                        disturbance.happen();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                return Optional.empty();
            }
        };
        try (LakeProxy proxy = new LakeProxy(lake, disturbing)) {
            return LandProcess.run(proxy.environment(), dataset, dir);
        }
    }

    private LandProcess.Result landRefused(Predicate<RecordedRequest> refused, int status, String type, String text)
            throws Exception {
        String code = text.replaceAll(":.*", "").replace(" ", "");
        String message = text.replaceAll(".*: ", "");
        String body = type.endsWith("xml")
                ? "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message)
                : text;
        LakeProxy.Between refusing = new LakeProxy.Between() {
            @Override
            public Optional<MockResponse> before(RecordedRequest request) {
                return refused.test(request)
                        ? Optional.of(new MockResponse.Builder()
                                .code(status)
                                .setHeader("Content-Type", type)
                                .body(body)
                                .build())
                        : Optional.empty();
            }
        };
        try (LakeProxy proxy = new LakeProxy(lake, refusing)) {
            return LandProcess.run(proxy.environment(), dataset, file);
        }
    }

    private LandProcess.Result landWithStorage(UnaryOperator<LakeStorage> told) throws Exception {
        try (LakeProxy proxy = new LakeProxy(lake, NOTHING, told)) {
            return LandProcess.run(proxy.environment(), dataset, file);
        }
    }

    private void assertNothingLandedAndLandsNow() throws Exception {
        assertEquals(List.of(), LedgerRows.of(lake, dataset).rows());
        LandProcess.Result now = LandProcess.run(lake.environment(), dataset, file);
        assertEquals(0, now.status(), now.err());
        assertEquals(List.of("a.csv"), LedgerRows.of(lake, dataset).names());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
