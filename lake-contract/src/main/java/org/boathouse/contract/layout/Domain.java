package org.boathouse.contract.layout;

/** A domain: the team that owns its data, and the first level of every namespace of theirs. */
public record Domain(String name) {
    public Domain {
        Names.check("domain", name);
    }

    @Override
    public String toString() {
        return name;
    }
}
