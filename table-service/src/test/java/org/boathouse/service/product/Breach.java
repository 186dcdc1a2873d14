package org.boathouse.service.product;

import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.boathouse.contract.product.TableKeys;

/** Ways to break the promise through a table's own changes. */
enum Breach {
    DROP_A_COLUMN("column-dropped", "price") {
        @Override
        void commit(Table table) {
            table.updateSchema().deleteColumn("price").commit();
        }
    },
    RENAME_A_COLUMN("column-renamed", "price") {
        @Override
        void commit(Table table) {
            table.updateSchema().renameColumn("price", "amount").commit();
        }
    },
    DROP_A_COLUMN_AND_ADD_IT_AGAIN("column-replaced", "price") {
        @Override
        void commit(Table table) {
            table.updateSchema()
                    .deleteColumn("price")
                    .addColumn("price", Types.DecimalType.of(10, 2))
                    .commit();
        }
    },
    MAKE_A_COLUMN_OPTIONAL("column-made-optional", "placed_at") {
        @Override
        void commit(Table table) {
            table.updateSchema().makeColumnOptional("placed_at").commit();
        }
    },
    WIDEN_A_TYPE("type-widened", "id") {
        @Override
        void commit(Table table) {
            table.updateSchema().updateColumn("id", Types.LongType.get()).commit();
        }
    },
    CHANGE_THE_KEY("key-changed", "primary key") {
        @Override
        void commit(Table table) {
            table.updateSchema().setIdentifierFields("id", "placed_at").commit();
        }
    },
    PARTITION_IN_ANOTHER_WAY("partition-field-added", "bucket[8] of id") {
        @Override
        void commit(Table table) {
            table.updateSpec().addField(Expressions.bucket("id", 8)).commit();
        }
    },
    DO_IT_WITHIN_A_TRANSACTION_THAT_WRITES_TOO("column-dropped", "price") {
        @Override
        void commit(Table table) {
            Transaction transaction = table.newTransaction();
            transaction.newAppend().appendFile(ContractGateIT.file(table)).commit();
            transaction.updateSchema().deleteColumn("price").commit();
            transaction.commitTransaction();
        }
    },
    TAKE_THE_CONTRACT_FROM_THE_TABLE("property-changed", TableKeys.CONTRACT_ID) {
        @Override
        void commit(Table table) {
            table.updateProperties().remove(TableKeys.CONTRACT_ID).commit();
        }
    },
    SAY_IT_IS_A_DRAFT("property-changed", TableKeys.CONTRACT_STATUS) {
        @Override
        void commit(Table table) {
            table.updateProperties().set(TableKeys.CONTRACT_STATUS, "draft").commit();
        }
    };

    /** The rule that it breaks. */
    final String rule;

    /** What of the table it breaks it in: a column, or a property. */
    final String where;

    Breach(String rule, String where) {
        this.rule = rule;
        this.where = where;
    }

    abstract void commit(Table table);
}
