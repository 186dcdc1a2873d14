package org.boathouse.service.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.rest.requests.ImmutableRemoteSignRequest;
import org.boathouse.contract.failure.FailureKind;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.LakeStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3RequestsTest {
    private static final String STORE = "http://127.0.0.1:9000";
    private final S3Requests requests = requests(STORE, true);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/lake/t/data/a.parquet",
                "HEAD|/lake/t/data/a.parquet",
                "GET|/lake/t/data/a.parquet?x-id=GetObject",
                "GET|/lake/t/data/a.parquet?partNumber=2",
            })
    void readingAnObjectIsARead(String method, String path) {
        assertEquals(S3Use.read("t/data/a.parquet"), judge(method, path));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT|/lake/t/data/a.parquet?x-id=PutObject",
                "PUT|/lake/t/data/a.parquet?partNumber=1&uploadId=u",
                "POST|/lake/t/data/a.parquet?uploads",
                "POST|/lake/t/data/a.parquet?uploads=",
                "POST|/lake/t/data/a.parquet?uploadId=u",
                "DELETE|/lake/t/data/a.parquet",
                "DELETE|/lake/t/data/a.parquet?uploadId=u",
            })
    void writingAndDeletingAnObjectIsAChange(String method, String path) {
        assertEquals(S3Use.change("t/data/a.parquet"), judge(method, path));
    }

    @Test
    void theEscapedPartitionValuesThatIcebergWritesAreKeysLikeOthers() {
        assertEquals(
                S3Use.change("t/data/city=S%C3%A3o%2FPaulo/ü 1.parquet"),
                judge("PUT", "/lake/t/data/city=S%25C3%25A3o%252FPaulo/%C3%BC%201.parquet"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/lake/t/../other/a",
                "/lake/t/./a",
                "/lake/t/%2e%2e/other/a",
                "/lake/t/.%2E/other/a",
                "/lake/t/%252e%252e/other/a",
                "/lake/t/x%252F..%252Fother",
                "/lake/t/%25252e%25252e/other/a",
                "/lake/t%2Fdata/a",
                "/lake/t%2fdata/a",
                "/lake/t/..;/other/a",
                "/lake/t/%2e%2e%3Bx/other/a",
                "/lake/t//a",
                "/lake//t/a",
                "/lake/t/a/",
                "/lake/t/a%00",
                "/lake/t/..%5C..%5Cother",
                "/lake/t/%FF",
                "/elsewhere/t/a",
                "/lakes/t/a",
                "/LAKE/t/a",
                "/lake%2Ft/a",
                "/%6cake/t/a",
                "/",
                "//lake/t/a"
            })
    void aPathThatSomebodyMightReadOtherwiseIsRefused(String path) {
        assertRefused("GET", path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:9001/lake/t/a",
                "https://127.0.0.1:9000/lake/t/a",
                "http://localhost:9000/lake/t/a",
                "http://lake.127.0.0.1:9000/t/a",
                "http://elsewhere.127.0.0.1:9000/lake/t/a",
                "http://user@127.0.0.1:9000/lake/t/a",
                "http://127.0.0.1:9000/lake/t/a#x",
                "file:///lake/t/a",
                "/lake/t/a"
            })
    void anotherStoreIsRefused(String url) {
        assertRefused(request("GET", URI.create(url), null, Map.of()));
    }

    @Test
    void aBucketInTheHostNameIsKnownWhereTheStoreHasItThere() {
        S3Requests virtual = requests("https://s3.eu-west-1.example.com", false);
        ImmutableRemoteSignRequest own =
                request("GET", URI.create("https://lake.s3.eu-west-1.example.com/t/a"), null, Map.of());
        assertEquals(S3Use.read("t/a"), virtual.judge(own, Map.of()));
        ImmutableRemoteSignRequest explicitPort =
                request("GET", URI.create("https://lake.s3.eu-west-1.example.com:443/t/a"), null, Map.of());
        assertEquals(S3Use.read("t/a"), virtual.judge(explicitPort, Map.of()));
        for (String url : List.of(
                "https://other.s3.eu-west-1.example.com/lake/t/a",
                "https://lake.s3.eu-west-1.example.com.evil.org/t/a",
                "https://s3.eu-west-1.example.com/other/t/a")) {
            ImmutableRemoteSignRequest other = request("GET", URI.create(url), null, Map.of());
            assertForbidden(() -> virtual.judge(other, Map.of()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|/lake/t/a?acl",
                "PUT|/lake/t/a?acl",
                "PUT|/lake/t/a?tagging",
                "GET|/lake/t/a?versionId=1",
                "DELETE|/lake/t/a?versionId=1",
                "POST|/lake/t/a?select&select-type=2",
                "POST|/lake/t/a?restore",
                "POST|/lake/t/a",
                "PUT|/lake/t/a?uploadId=u&partNumber=1&partNumber=2",
                "PUT|/lake/t/a?partNumber=1",
                "GET|/lake/t/a?X-Amz-Signature=0",
                "PATCH|/lake/t/a",
                "OPTIONS|/lake/t/a",
                "get|/lake/t/a",
                "PUT|/lake",
                "DELETE|/lake",
                "HEAD|/lake",
                "POST|/lake",
                "GET|/lake?location",
                "GET|/lake?versions&prefix=t/",
                "GET|/lake?uploads&prefix=t/",
                "PUT|/lake?policy",
            })
    void whatNoTableNeedsIsRefused(String method, String path) {
        assertRefused(method, path);
    }

    @Test
    void aListingIsJudgedByItsPrefix() {
        assertEquals(S3Use.read("t/data/"), judge("GET", "/lake?list-type=2&prefix=t%2Fdata%2F&delimiter=%2F"));
        assertEquals(S3Use.read("t/"), judge("GET", "/lake/?prefix=t/&list-type=2&continuation-token=x%2By"));
        for (String query : List.of(
                "list-type=2",
                "list-type=2&prefix=",
                "list-type=2&prefix=/",
                "list-type=2&prefix=t",
                "list-type=2&prefix=t/../",
                "list-type=2&prefix=t%252F..%252Fother/",
                "list-type=2&prefix=t/&prefix=other/",
                "list-type=2&prefix=t/&%70refix=other/",
                "list-type=2&prefix=t/;prefix=other/",
                "list-type=2&prefix=t+/")) {
            assertRefused("GET", "/lake?" + query);
        }
    }

    @Test
    void aCopyReadsItsSource() {
        assertEquals(S3Use.copy("other/b c", "t/a"), judgeCopy("/lake/other/b%20c"));
        assertEquals(S3Use.copy("other/b", "t/a"), judgeCopy("lake/other/b"));
        for (String source : List.of(
                "/elsewhere/b",
                "lake",
                "/lake/",
                "/lake/t/../b",
                "/lake/t/%2e%2e/b",
                "%2Flake%2Fother",
                "/lake/t/b?versionId=1",
                "arn:aws:s3:us-east-1:1:accesspoint/x/object/t/b")) {
            assertForbidden(() -> judgeCopy(source));
        }
    }

    @Test
    void deletesAreJudgedByTheKeysInTheirBody() {
        String body =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + "<Object><Key>t/a&amp;b</Key></Object><Object><Key>other/c</Key></Object><Quiet>true</Quiet></Delete>";
        assertEquals(new S3Use(List.of(), List.of("t/a&b", "other/c"), body), judgeDelete(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<Delete/>",
                "<Delete><Object/></Delete>",
                "<Delete><Object><Key></Key></Object></Delete>",
                "<Delete><Object><Key>t/../other</Key></Object></Delete>",
                "<Delete><Object><Key>t/a</Key><VersionId>1</VersionId></Object></Delete>",
                "<Delete><Object><Key>t/a</Key><Key>t/b</Key></Object></Delete>",
                "<Delete><Object><Key>t/a<!-- x --></Key></Object></Delete>",
                "<Delete><Object><Key><![CDATA[t/a]]></Key></Object></Delete>",
                "<!DOCTYPE d [<!ENTITY k \"other/a\">]><Delete><Object><Key>&k;</Key></Object></Delete>",
                "<Delete><Object><Key>t/a</Key></Object>",
                "t/a"
            })
    void aBodyOfDeletesThatIsNotPlainIsRefused(String body) {
        assertForbidden(() -> judgeDelete(body));
    }

    @Test
    void deletesWithoutTheirBodyAreRefused() {
        assertForbidden(() -> judgeDelete(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x-amz-acl", "x-amz-grant-read", "x-amz-object-lock-mode", "x-amz-security-token", "x-amz-foo"})
    void headersThatTellTheStoreMoreThanATableNeedsAreRefused(String name) {
        assertForbidden(() -> SignedHeaders.of(Map.of(name, List.of("x"))));
    }

    @Test
    void headersOfOneNameInTwoSpellingsAreRefused() {
        assertThrows(
                LakeFailure.class,
                () -> SignedHeaders.lowerCase(
                        Map.of("X-Amz-Copy-Source", List.of("/lake/t/a"), "x-amz-copy-source", List.of("/lake/t/b"))));
    }

    private S3Use judge(String method, String path) {
        return requests.judge(request(method, URI.create(STORE + path), null, Map.of()), Map.of());
    }

    private S3Use judgeCopy(String source) {
        Map<String, List<String>> headers = Map.of("x-amz-copy-source", List.of(source));
        return requests.judge(request("PUT", URI.create(STORE + "/lake/t/a"), null, headers), headers);
    }

    private S3Use judgeDelete(String body) {
        return requests.judge(request("POST", URI.create(STORE + "/lake?delete"), body, Map.of()), Map.of());
    }

    private void assertRefused(String method, String path) {
        assertRefused(request(method, URI.create(STORE + path), null, Map.of()));
    }

    private void assertRefused(ImmutableRemoteSignRequest request) {
        assertForbidden(() -> requests.judge(request, Map.of()));
    }

    private static void assertForbidden(Executable asked) {
        LakeFailure refused = assertThrows(LakeFailure.class, asked);
        assertEquals(FailureKind.FORBIDDEN, refused.kind(), refused.getMessage());
        assertTrue(refused.getMessage().chars().noneMatch(Character::isISOControl), refused.getMessage());
    }

    private static ImmutableRemoteSignRequest request(
            String method, URI url, String body, Map<String, List<String>> headers) {
        return ImmutableRemoteSignRequest.builder()
                .method(method)
                .region("us-east-1")
                .uri(url)
                .headers(headers)
                .body(body)
                .provider("s3")
                .build();
    }

    private static S3Requests requests(String endpoint, boolean pathStyle) {
        return new S3Requests(new LakeStorage(URI.create(endpoint), "us-east-1", "lake", "key", "secret", pathStyle));
    }
}
