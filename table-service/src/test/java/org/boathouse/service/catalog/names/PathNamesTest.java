package org.boathouse.service.catalog.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "t~i-l_d.e9",
                "with space",
                "dot.ted",
                "per%cent",
                "sla/sh",
                "plus+",
                "Ünï",
                "名前",
                "a%1Fb"
            })
    void aNameComesBackAsIcebergsClientEncodedIt(String name) {
        String path = RESTUtil.encodeNamespace(Namespace.of("top", name), "%1F");
        TableIdentifier table = PathNames.table(path, RESTUtil.encodeString(name));
        assertEquals(TableIdentifier.of(Namespace.of("top", name), name), table);
    }

    @Test
    void theSeparatorIsReadInEitherCase() {
        assertEquals(Namespace.of("a", "b"), PathNames.namespace("a%1fb"));
    }

    @Test
    void brokenEncodingIsABadRequest() {
        assertThrows(BadRequestException.class, () -> PathNames.namespace("a%zz"));
        assertThrows(BadRequestException.class, () -> PathNames.table("a", "%"));
    }

    @Test
    void noParentMeansTheTop() {
        assertEquals(Namespace.empty(), PathNames.parent(null));
        assertEquals(Namespace.empty(), PathNames.parent(""));
        assertEquals(Namespace.of("a", "b"), PathNames.parent("a\u001fb"));
    }
}
