package org.boathouse.ingestion.store;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;

/**
 * An error in something else than S3's XML, as proxies in front of a store answer it. The SDK would tell its status in
 * prose only.
 */
final class NotXml extends IOException {
    private static final long serialVersionUID = 1L;
    private static final long SHOWN_BYTES_MAX = 200;

    private final int status;

    private NotXml(int status, String body) {
        super(body);
        this.status = status;
    }

    int status() {
        return status;
    }

    static Response refuse(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        MediaType type = response.body().contentType();
        boolean xml = type != null && type.subtype().endsWith("xml");
        if (response.code() < 400 || xml || chain.request().method().equals("HEAD")) {
            return response;
        }
        try (response) {
            throw new NotXml(response.code(), response.peekBody(SHOWN_BYTES_MAX).string());
        }
    }
}
