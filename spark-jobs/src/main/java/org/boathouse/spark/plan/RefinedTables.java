package org.boathouse.spark.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.TableContract;
import org.boathouse.contract.product.Refinement;
import org.boathouse.contract.product.Refinement.JobClass;
import org.boathouse.contract.product.Refinement.Landed;
import org.boathouse.contract.product.Refinement.Mode;
import org.boathouse.contract.product.Refinement.Select;
import org.boathouse.spark.select.ParsedSelect;

/** Finds out what the tables of contracts are made from; needs neither Spark's session nor the lake. */
public final class RefinedTables {
    private RefinedTables() {}

    /**
     * The tables that runs make, upstreams first.
     *
     * @throws LakeFailure INVALID naming the file for a SELECT that cannot be read, an append that would not be one, and
     *     tables made from each other
     */
    public static List<RefinedTable> inOrder(List<DataContract> contracts) {
        List<RefinedTable> tables = new ArrayList<>();
        for (DataContract contract : contracts) {
            for (TableContract table : contract.tables()) {
                table.refinement().ifPresent(made -> tables.add(of(contract.file(), table, made)));
            }
        }
        return RefinementOrder.of(tables);
    }

    private static RefinedTable of(String file, TableContract table, Refinement made) {
        if (made.step() instanceof Landed landed) {
            return new RefinedTable(
                    file, table, made, List.of(landed.dataset().ledger()), Optional.empty(), table.definitionHash());
        }
        if (made.step() instanceof Select select) {
            ParsedSelect parsed = ParsedSelect.of(select);
            List<TableName> upstreams = parsed.upstreams().stream().sorted().toList();
            checkIncremental(select.file(), table, made, upstreams);
            Optional<String> obstacle = made.incremental().flatMap(parsed::notRowWiseOver);
            refuseAppend(select.file(), table, made, obstacle);
            return new RefinedTable(
                    select.file(),
                    table,
                    made,
                    upstreams,
                    obstacle.or(() -> noSequence(table, made)),
                    table.definitionHash());
        }
        JobClass job = (JobClass) made.step();
        checkIncremental(file, table, made, job.upstreams());
        refuseAppend(file, table, made, Optional.empty());
        return new RefinedTable(
                file,
                table,
                made,
                job.upstreams(),
                noSequence(table, made),
                withJar(table.definitionHash(), file, job));
    }

    private static void checkIncremental(String file, TableContract table, Refinement made, List<TableName> upstreams) {
        made.incremental().filter(name -> !upstreams.contains(name)).ifPresent(name -> {
            throw LakeFailure.invalid(
                    "%s: %s names %s as 'incremental', but reads only %s", file, table.name(), name, upstreams);
        });
    }

    private static void refuseAppend(String file, TableContract table, Refinement made, Optional<String> obstacle) {
        if (made.mode() != Mode.APPEND) {
            return;
        }
        if (made.incremental().isEmpty()) {
            throw LakeFailure.invalid(
                    "%s: %s has mode append and no 'incremental' upstream: each run would append everything again; name"
                            + " the upstream whose new rows are appended, or use mode replace",
                    file, table.name());
        }
        obstacle.ifPresent(why -> {
            throw LakeFailure.invalid(
                    "%s: %s cannot have mode append over the new rows of %s, for %s: their result is not what they add to"
                            + " the result; use mode replace or merge",
                    file, table.name(), made.incremental().get(), why);
        });
    }

    /** A merge compares the sequences of new rows and of rows that are there. */
    private static Optional<String> noSequence(TableContract table, Refinement made) {
        if (made.mode() != Mode.MERGE) {
            return Optional.empty();
        }
        return made.sequenceBy()
                .filter(column ->
                        table.columns().stream().noneMatch(own -> own.name().equals(column)))
                .map(column -> "its sequence column '" + column + "' is not kept in the table");
    }

    private static String withJar(String definition, String file, JobClass job) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(definition.getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(Path.of(job.jar())));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw LakeFailure.invalid(
                    "%s: cannot read the jar %s of class %s: build it first", file, job.jar(), job.className());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
