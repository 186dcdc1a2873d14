package org.boathouse.service.catalog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.List;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.rest.RESTRequest;
import org.apache.iceberg.rest.requests.CommitTransactionRequest;
import org.apache.iceberg.rest.requests.CommitTransactionRequestParser;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequestParser;

/**
 * Reads commits with the keys that the REST specification requires of them: {@code CommitTableRequest} has requirements and
 * updates, {@code CommitViewRequest} updates. Iceberg's own parsers take a commit without them for one of nothing, so that a
 * client that misspells a key is told that all went well. What is there and {@code null} is none, as they read it: clients
 * write an empty list so.
 */
final class CommitJson {
    private static final String REQUIREMENTS = "requirements";
    private static final String UPDATES = "updates";

    private CommitJson() {}

    /** A commit to a view. */
    record ViewCommit(List<UpdateRequirement> requirements, List<MetadataUpdate> updates) implements RESTRequest {
        @Override
        public void validate() {
            // Each update is judged against the view.
        }
    }

    /** To be registered after Iceberg's own. */
    static Module module() {
        return new SimpleModule("commits")
                .addDeserializer(UpdateTableRequest.class, reader(CommitJson::table))
                .addDeserializer(CommitTransactionRequest.class, reader(CommitJson::transaction))
                .addDeserializer(ViewCommit.class, reader(CommitJson::view));
    }

    private static UpdateTableRequest table(JsonNode json) {
        require(json, "the commit", REQUIREMENTS);
        require(json, "the commit", UPDATES);
        return UpdateTableRequestParser.fromJson(json);
    }

    private static CommitTransactionRequest transaction(JsonNode json) {
        JsonNode changes = json.path("table-changes");
        for (int i = 0; i < changes.size(); i++) {
            String where = "table-changes[" + i + "]";
            require(changes.get(i), where, REQUIREMENTS);
            require(changes.get(i), where, UPDATES);
        }
        return CommitTransactionRequestParser.fromJson(json);
    }

    private static ViewCommit view(JsonNode json) {
        require(json, "the commit", UPDATES);
        UpdateTableRequest commit = UpdateTableRequestParser.fromJson(json);
        return new ViewCommit(commit.requirements(), commit.updates());
    }

    private static void require(JsonNode commit, String where, String key) {
        if (commit.isObject() && !commit.has(key)) {
            throw new IllegalArgumentException(
                    "%s has no '%s'; where there are none, send \"%s\": []".formatted(where, key, key));
        }
    }

    private static <T> JsonDeserializer<T> reader(Parser<T> parser) {
        return new JsonDeserializer<>() {
            @Override
            public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
                return parser.parse(json.getCodec().readTree(json));
            }
        };
    }

    private interface Parser<T> {
        T parse(JsonNode json);
    }
}
