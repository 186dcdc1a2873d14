package org.boathouse.ingestion;

import java.time.Clock;
import java.util.function.Function;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeAddress;
import org.boathouse.contract.lake.LakeClient;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.contract.layout.LakeLayout;
import org.boathouse.ingestion.command.IngestionCommands;
import org.boathouse.ingestion.landing.LakeObjectKeeper;
import org.boathouse.ingestion.landing.Lander;
import org.boathouse.ingestion.landing.LanderLimits;
import org.boathouse.ingestion.landing.LandingReport;
import org.boathouse.ingestion.ledger.IcebergLedgers;
import org.boathouse.ingestion.ledger.LedgerCatalog;
import org.boathouse.ingestion.store.MinioObjectStore;
import org.boathouse.ingestion.store.StoreLimits;

/** {@code boathouse land}: puts the lake that the environment names together with the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(IngestionCommands.commandLine(Main::land, System.out, System.err)
                .execute(args));
    }

    private static LandingReport land(Function<Lander, LandingReport> landing) {
        LakeClient lake = new LakeClient(LakeAddress.of(System.getenv()));
        CatalogConnection connection = CatalogConnection.of(lake);
        LakeStorage storage = connection.storage();
        LakeLayout layout = new LakeLayout(storage.bucket());
        try (MinioObjectStore store = new MinioObjectStore(storage, StoreLimits.DEFAULTS);
                LedgerCatalog catalog = LedgerCatalog.connect(connection, store, layout)) {
            IcebergLedgers ledgers = new IcebergLedgers(catalog.tables(), catalog.namespaces());
            return landing.apply(new Lander(
                    store, layout, new LakeObjectKeeper(lake), ledgers, Clock.systemUTC(), LanderLimits.DEFAULTS));
        }
    }
}
