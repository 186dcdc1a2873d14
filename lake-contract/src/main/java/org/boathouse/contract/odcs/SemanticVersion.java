package org.boathouse.contract.odcs;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.boathouse.contract.failure.LakeFailure;

/** A contract's version, {@code major.minor.patch}: a breaking change needs a higher major. */
public record SemanticVersion(int major, int minor, int patch) implements Comparable<SemanticVersion> {
    private static final Pattern VALID = Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})");
    private static final Comparator<SemanticVersion> ORDER = Comparator.comparingInt(SemanticVersion::major)
            .thenComparingInt(SemanticVersion::minor)
            .thenComparingInt(SemanticVersion::patch);

    public static SemanticVersion parse(String text) {
        Matcher m = VALID.matcher(text);
        if (!m.matches()) {
            throw LakeFailure.invalid("'%s' is no version: expected major.minor.patch, such as 1.2.0", text);
        }
        return new SemanticVersion(
                Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)));
    }

    public SemanticVersion nextMajor() {
        return new SemanticVersion(major + 1, 0, 0);
    }

    public SemanticVersion nextMinor() {
        return new SemanticVersion(major, minor + 1, 0);
    }

    @Override
    public int compareTo(SemanticVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
