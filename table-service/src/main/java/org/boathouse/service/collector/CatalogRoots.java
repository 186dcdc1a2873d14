package org.boathouse.service.collector;

import jakarta.inject.Singleton;
import org.boathouse.service.catalog.KeptTables;

/** What the catalog needs beside the files that tables name: views, and unregistered tables, whose files are others'. */
@Singleton
final class CatalogRoots implements LakeRoots {
    private final KeptTables tables;

    CatalogRoots(KeptTables tables) {
        this.tables = tables;
    }

    @Override
    public void name(Needed needed) {
        for (String location : tables.keptWhole()) {
            needed.file(location);
            needed.everythingUnder(location);
        }
    }
}
