package org.boathouse.service.product;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.service.http.JsonObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * {@code POST /api/v1/apply}.
 *
 * @param dryRun whether to say what would be done, and do nothing
 * @param files contracts and the SELECT files they name
 */
@Schema(requiredProperties = {"files"})
public record ApplyRequest(boolean dryRun, List<File> files) {
    private static final int FILES_MAX = 2_000;

    /** @param file the name that messages use; SELECT files are found by it beside their contract */
    @Schema(
            name = "ProductFile",
            requiredProperties = {"file", "text"})
    public record File(String file, String text) {}

    /** @throws LakeFailure INVALID, naming the key that is wrong */
    static ApplyRequest parse(byte[] body) {
        JsonObject request = JsonObject.of(body, "dryRun", "files");
        List<File> files = request.objects("files", FILES_MAX, "files, each {file, text}", "file", "text").stream()
                .map(file -> new File(
                        file.text("file").orElse(null), file.text("text").orElse(null)))
                .toList();
        return new ApplyRequest(request.flag("dryRun").orElse(false), files);
    }

    /** @throws LakeFailure INVALID for a request that holds no contract, or a file without name or text, or twice */
    ProductFolder products() {
        if (files == null || files.isEmpty() || files.size() > FILES_MAX) {
            throw LakeFailure.invalid("files: expected 1 to %d files, each {file, text}", FILES_MAX);
        }
        Map<String, String> texts = new TreeMap<>();
        for (File file : files) {
            if (file == null || file.file() == null || file.file().isBlank() || file.text() == null) {
                throw LakeFailure.invalid("files: each needs a file (its name) and a text");
            }
            if (texts.put(file.file(), file.text()) != null) {
                throw LakeFailure.invalid("files: %s is there twice", file.file());
            }
        }
        if (texts.keySet().stream().noneMatch(name -> name.endsWith(ProductFolder.CONTRACT_SUFFIX))) {
            throw LakeFailure.invalid(
                    "files: no contract among them; a contract's name ends in %s", ProductFolder.CONTRACT_SUFFIX);
        }
        return new ProductFolder(texts);
    }
}
