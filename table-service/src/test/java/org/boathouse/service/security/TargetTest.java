package org.boathouse.service.security;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/iceberg/v1/namespaces/a%1Fb/tables/%E5%90%8D%20%25?pageToken=x%3D&pageSize=1",
                "/a%2Fb;c=d",
                "/%F0%9F%98%80",
                "/%7f",
                "*"
            })
    void textThatDecodesAlikeForEverybodyIsTaken(String target) {
        assertTrue(Target.isWellFormed(target));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%",
                "/%4",
                "/%zz",
                "/%4g",
                "/%-1",
                "/%+1",
                "/%\uFF11\uFF11",
                "/%00",
                "/%ff",
                "/%C0%AE%C0%AE/",
                "/%ED%A0%80",
                "/%E5%90",
                "/\u00e4",
                "/a b",
                "/a\tb",
                "/?q=%"
            })
    void whatDecodesToNoTextIsNot(String target) {
        assertFalse(Target.isWellFormed(target));
    }
}
