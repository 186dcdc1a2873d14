package org.boathouse.service.product;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.TableContract;

/** Who is known to read a table: the tables of registered products that are made from it. */
@Singleton
class Consumers {
    private static final int NAMED_MAX = 20;

    private final CurrentContracts contracts;

    Consumers(CurrentContracts contracts) {
        this.contracts = contracts;
    }

    /** For people: {@code sales.gold.revenue of product sales (sales team)}; the first of them where there are many. */
    List<String> of(TableName table) {
        List<String> consumers = new ArrayList<>();
        for (DataContract contract : contracts.all()) {
            if (contract.status() != DataContract.Status.RETIRED) {
                contract.tables().stream()
                        .filter(made -> Upstreams.of(made).contains(table))
                        .forEach(made -> consumers.add(says(contract, made)));
            }
        }
        if (consumers.size() <= NAMED_MAX) {
            return consumers;
        }
        List<String> named = new ArrayList<>(consumers.subList(0, NAMED_MAX));
        named.add("%d more".formatted(consumers.size() - NAMED_MAX));
        return named;
    }

    private static String says(DataContract contract, TableContract made) {
        return "%s of product %s%s"
                .formatted(
                        made.name(),
                        contract.dataProduct(),
                        contract.owner().map(owner -> " (" + owner + ")").orElse(""));
    }
}
