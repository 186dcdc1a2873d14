package org.boathouse.contract.evolution;

import java.util.Locale;

/** What a change is judged by, with its reason. */
public sealed interface Rule permits ChangeKind, ContractRule {
    String name();

    /** What the change does, in one or two sentences. */
    String why();

    /** As messages name it, such as {@code column-dropped}. */
    default String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
