package org.boathouse.testkit;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks Signature Version 4 of calls without a query, by the documentation of it. */
final class SignedCall {
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

    private final String accessKeyId;
    private final String secret;
    private final String service;

    SignedCall(String accessKeyId, String secret, String service) {
        this.accessKeyId = accessKeyId;
        this.secret = secret;
        this.service = service;
    }

    boolean isValid(String method, URI uri, Map<String, List<String>> headers, byte[] body) {
        Matcher given = AUTHORIZATION.matcher(value(headers, "authorization"));
        if (!given.matches()
                || !given.group(1).equals(accessKeyId)
                || !given.group(4).equals(service)) {
            return false;
        }
        String signedHeaders = given.group(5);
        String canonical = Stream.of(
                        method,
                        uri.getRawPath(),
                        "",
                        Stream.of(signedHeaders.split(";"))
                                .map(name -> name + ":" + value(headers, name).strip() + "\n")
                                .collect(Collectors.joining()),
                        signedHeaders,
                        hex(sha256(body)))
                .collect(Collectors.joining("\n"));
        String scope = String.join("/", given.group(2), given.group(3), service, "aws4_request");
        String toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                value(headers, "x-amz-date"),
                scope,
                hex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return hex(hmac(key, toSign)).equals(given.group(6));
    }

    private static String value(Map<String, List<String>> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> String.join(",", header.getValue()))
                .findFirst()
                .orElse("");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
