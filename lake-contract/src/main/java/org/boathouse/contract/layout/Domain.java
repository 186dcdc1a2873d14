package org.boathouse.contract.layout;

/** A domain: the team that owns its data, and the first level of every namespace of theirs. */
public record Domain(String name) {
    public Domain {
        Names.check("domain", name);
    }

    /** Whether a domain may have this name. */
    public static boolean isValid(String name) {
        return Names.isValid(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
