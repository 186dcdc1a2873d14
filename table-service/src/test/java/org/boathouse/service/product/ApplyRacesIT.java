package org.boathouse.service.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryFileIO;
import org.boathouse.contract.odcs.DataContract.Status;
import org.boathouse.contract.product.ProductFolder;
import org.boathouse.embedded.PostgresAddress;
import org.boathouse.service.catalog.CatalogOverPostgres;
import org.boathouse.service.catalog.LakeCatalog;
import org.boathouse.service.database.FaultyDataSource;
import org.boathouse.testkit.StoresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Contracts that come into force while somebody changes their tables: between an apply's look at a table and its commit. */
@ExtendWith(StoresExtension.class)
class ApplyRacesIT {
    private static final TableIdentifier ORDERS = TableIdentifier.of(Namespace.of("shop", "silver"), "orders");
    private static final String ACTIVE = Contracts.shop("shop");

    private CatalogOverPostgres catalog;
    private Products products;
    private Runnable beforeNextCommit = () -> {};

    @BeforeEach
    void makeTheTablesUnderADraft(PostgresAddress address) {
        FaultyDataSource database = new FaultyDataSource(address);
        catalog = new CatalogOverPostgres(database, new InMemoryFileIO());
        products = new Products(
                interrupted(catalog.catalog()),
                new Registry(database.dataSource()),
                new Consumers(new CurrentContracts(database.database())));
        apply(ACTIVE.replace("status: active", "status: draft"));
    }

    @Test
    void aColumnDroppedMeanwhileIsThereWhenTheContractComesIntoForceByItsStatus() {
        beforeNextCommit = () -> orders().updateSchema().deleteColumn("price").commit();
        products.setStatus("shop-of-shop", Status.ACTIVE, "owner");
        assertNotNull(orders().schema().findField("price"));
    }

    @Test
    void aPartitionFieldRemovedMeanwhileIsThereWhenTheContractComesIntoForceByAnApply() {
        beforeNextCommit =
                () -> orders().updateSpec().removeField("placed_at_day").commit();
        apply(ACTIVE);
        assertEquals(
                List.of("placed_at_day"),
                orders().spec().fields().stream().map(field -> field.name()).toList());
    }

    private void apply(String contract) {
        products.apply(
                new ProductFolder(Map.of(
                        Contracts.FILE, contract, Contracts.SELECT_FILE, "SELECT id, placed_at, price FROM orders")),
                false,
                "owner");
    }

    private Table orders() {
        return catalog.table(ORDERS);
    }

    private LakeCatalog interrupted(LakeCatalog real) {
        return (LakeCatalog) Proxy.newProxyInstance(
                LakeCatalog.class.getClassLoader(), new Class<?>[] {LakeCatalog.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        Runnable meanwhile = beforeNextCommit;
                        beforeNextCommit = () -> {};
                        meanwhile.run();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
