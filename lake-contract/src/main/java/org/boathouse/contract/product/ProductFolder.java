package org.boathouse.contract.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.boathouse.contract.document.Problems;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.layout.TableName;
import org.boathouse.contract.odcs.ContractReader;
import org.boathouse.contract.odcs.DataContract;
import org.boathouse.contract.odcs.TableContract;

/**
 * The files of one or more products: contracts ({@code *.odcs.yaml}) and the SELECT files they name.
 *
 * @param texts file name, as messages name it and with forward slashes, to its text
 */
public record ProductFolder(Map<String, String> texts) {
    public static final String CONTRACT_SUFFIX = ".odcs.yaml";
    private static final long FILE_BYTES_MAX = 4L * 1024 * 1024;
    private static final int FOLDERS_DEEP_MAX = 16;

    public ProductFolder {
        texts = new TreeMap<>(texts);
    }

    /**
     * Reads products from disk: the contracts, and the files that their refinements name. A file that is named and not
     * there is told by {@link #contracts}.
     *
     * @param paths folders, searched recursively for {@code *.odcs.yaml}, or such files; one that is found twice counts once
     * @throws LakeFailure NOT_FOUND for a path that is not there, INVALID for a folder without a contract
     */
    public static ProductFolder read(List<Path> paths) {
        Map<String, String> texts = new TreeMap<>();
        Set<Path> seen = new HashSet<>();
        for (Path path : paths) {
            for (Path file : contractFiles(path)) {
                if (seen.add(file.toAbsolutePath().normalize())) {
                    texts.put(name(file), text(file));
                }
            }
        }
        Map<String, String> contracts = Map.copyOf(texts);
        contracts.forEach((file, yaml) -> ContractReader.document(file, yaml, new Problems())
                .ifPresent(document -> ContractReader.contract(
                        document,
                        named -> {
                            Optional<String> text = ifThere(Path.of(named));
                            text.ifPresent(sql -> texts.put(named, sql));
                            return text;
                        },
                        new Problems())));
        return new ProductFolder(texts);
    }

    private static List<Path> contractFiles(Path path) {
        if (Files.isRegularFile(path)) {
            if (!path.getFileName().toString().endsWith(CONTRACT_SUFFIX)) {
                throw LakeFailure.invalid(
                        "%s is no product: expected a folder or a file whose name ends in %s", path, CONTRACT_SUFFIX);
            }
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw LakeFailure.notFound("%s is not there: expected a product's folder or contract file", path);
        }
        try (Stream<Path> files = Files.walk(path, FOLDERS_DEEP_MAX)) {
            List<Path> found = files.filter(file -> file.getFileName() != null
                            && file.getFileName().toString().endsWith(CONTRACT_SUFFIX)
                            && Files.isRegularFile(file))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw LakeFailure.invalid(
                        "%s holds no product: no file in it has a name that ends in %s",
                        path.toAbsolutePath().normalize(), CONTRACT_SUFFIX);
            }
            return found;
        } catch (IOException | UncheckedIOException e) {
            throw LakeFailure.invalid(
                    "%s cannot be read: %s", path.toAbsolutePath().normalize(), e.getMessage());
        }
    }

    private static String name(Path file) {
        return file.normalize().toString().replace('\\', '/');
    }

    private static Optional<String> ifThere(Path file) {
        return Files.isRegularFile(file) ? Optional.of(text(file)) : Optional.empty();
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw LakeFailure.invalid(
                        "%s has more than %d bytes: contracts and SELECTs are smaller", file, FILE_BYTES_MAX);
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw LakeFailure.invalid("%s is no UTF-8 text", file);
        } catch (IOException e) {
            throw LakeFailure.invalid("%s cannot be read: %s", file, e);
        }
    }

    /**
     * The contracts, in order of their file names.
     *
     * @throws LakeFailure INVALID naming every fault of every file with its path in it; a contract or a table described
     *     twice is one
     */
    public List<DataContract> contracts() {
        Problems problems = new Problems();
        List<DataContract> contracts = new ArrayList<>();
        texts.forEach((file, yaml) -> {
            if (file.endsWith(CONTRACT_SUFFIX)) {
                ContractReader.document(file, yaml, problems)
                        .flatMap(document -> ContractReader.contract(
                                document, named -> Optional.ofNullable(texts.get(named)), problems))
                        .ifPresent(contracts::add);
            }
        });
        tellTwice(contracts, problems);
        problems.throwIfAny();
        return contracts;
    }

    private static void tellTwice(List<DataContract> contracts, Problems problems) {
        Map<String, String> ids = new HashMap<>();
        Map<TableName, String> tables = new HashMap<>();
        for (DataContract contract : contracts) {
            String same = ids.putIfAbsent(contract.id(), contract.file());
            if (same != null) {
                problems.add(contract.file(), "id", contract.id() + " is the id of " + same + " too");
            }
            for (TableContract table : contract.tables()) {
                String other = tables.putIfAbsent(table.name(), contract.file());
                if (other != null) {
                    problems.add(contract.file(), "schema", table.name() + " is described by " + other + " too");
                }
            }
        }
    }
}
