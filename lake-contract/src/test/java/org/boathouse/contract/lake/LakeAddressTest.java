package org.boathouse.contract.lake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Map;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LakeAddressTest {
    @Test
    void theEnvironmentNamesLakeAndToken() {
        LakeAddress address =
                LakeAddress.of(Map.of("BOATHOUSE_URL", "http://lake.example:8181/", "BOATHOUSE_TOKEN", " t0ken\n"));
        assertEquals(URI.create("http://lake.example:8181"), address.url());
        assertEquals(URI.create("http://lake.example:8181/iceberg"), address.catalog());
        assertEquals("t0ken", address.token());
    }

    @Test
    void withoutAnAddressItIsTheLakeOfThisMachine() {
        assertEquals(
                URI.create("http://127.0.0.1:8181"),
                LakeAddress.of(Map.of("BOATHOUSE_TOKEN", "t0ken")).url());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lake.example", "127.0.0.1:8181", "ftp://lake.example", "http://", "http://a b"})
    void whatIsNoAddressIsRefusedAndNamesTheVariable(String url) {
        LakeFailure failure = assertThrows(
                LakeFailure.class, () -> LakeAddress.of(Map.of("BOATHOUSE_URL", url, "BOATHOUSE_TOKEN", "t0ken")));
        assertEquals(FailureKind.INVALID, failure.kind());
        assertTrue(failure.getMessage().contains("BOATHOUSE_URL: '" + url + "'"), failure.getMessage());
    }

    @Test
    void itsTextSaysNothingOfTheToken() {
        LakeAddress address = LakeAddress.of(Map.of("BOATHOUSE_TOKEN", "t0ken"));
        assertFalse(address.toString().contains("t0ken"));
    }
}
