package org.boathouse.contract.layout;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/**
 * One stored object of the raw layer: a content, under its dataset, with the original file's extensions (readers choose
 * the codec by suffix). Several landings may share it.
 *
 * @param extension with its leading dot, such as {@code .csv.gz}, or empty
 */
public record LandedObject(Dataset dataset, ContentHash content, String extension) {
    private static final Pattern VALID = Pattern.compile("(\\.[a-z0-9]{1,16}){0,3}");
    private static final Pattern OF_FILE_NAME = Pattern.compile("((?:\\.[a-z0-9]{1,16}){1,2})$");

    public LandedObject {
        if (!VALID.matcher(extension).matches()) {
            throw LakeFailure.invalid(
                    "'%s' is no file extension: expected up to three of a dot and 1 to 16 letters or digits",
                    extension);
        }
    }

    /** The last two extensions of a file name in lower case, {@code .csv.gz} of {@code a.CSV.gz}; empty where there are none. */
    public static String extensionOf(String fileName) {
        String base = fileName.substring(fileName.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        Matcher matcher = OF_FILE_NAME.matcher(base);
        return matcher.find() && matcher.start() > 0 ? matcher.group(1) : "";
    }
}
