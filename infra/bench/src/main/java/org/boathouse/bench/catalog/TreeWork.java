package org.boathouse.bench.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.boathouse.bench.Figure;

/**
 * The simulations of apache/polaris-tools, beside the reference server: a tree is made, everything in it read once, read and
 * written at random, its tables and views changed one after the other, and a few of its tables wanted by many at once. Both
 * servers are asked in turns. Instead of at a given rate, clients ask as soon as they are answered.
 */
final class TreeWork {
    private static final int CLIENTS = 8;
    private static final int PARTS = 4;
    private static final int ROUNDS = 3;
    private static final double ROUND_SECONDS = 2;
    /** The share of reads in mixed work. */
    private static final double READS = 0.8;
    /** Of wanting: the first clients read tables around one place in the order of names, the others write around another. */
    private static final int READERS = 6;

    private static final double READ_AROUND = 0.3;
    private static final double WRITTEN_AROUND = 0.7;
    private static final double DEVIATION = Math.sqrt(0.0278);
    private static final long SEED = 42;

    private final Lab lab;
    private final Consumer<Figure> figures;
    private final Tree tree;
    private final TreeRequests ofService;
    private final TreeRequests ofReference;

    TreeWork(Lab lab, Consumer<Figure> figures, double scale) {
        this.lab = lab;
        this.figures = figures;
        // Scale 1: 85 namespaces, of which 64 leaves with 640 tables and 192 views; columns and properties are theirs.
        this.tree = new Tree(4, scale < 1 ? 3 : 4, Math.max(2, (int) (10 * Math.min(1, scale))), 3, 10, 10);
        this.ofService = new TreeRequests(tree, Lab.separator(lab.serviceCatalog()));
        this.ofReference = new TreeRequests(tree, Lab.separator(lab.referenceCatalog()));
    }

    void run() throws InterruptedException, ExecutionException {
        create();
        rounds("tree.read", (crowd, requests) -> crowd.each(allReads(requests)));
        for (Mix mix : Mix.values()) {
            rounds(
                    mix.title,
                    (crowd, requests) -> crowd.during(ROUND_SECONDS, client -> mix.asked(tree, requests, client)));
        }
    }

    private void create() throws InterruptedException, ExecutionException {
        // One client: children need their parents.
        new Crowd(lab::service, 1).each(namespaces(ofService));
        new Crowd(lab::reference, 1).each(namespaces(ofReference));
        List<List<Request>> service = parts(content(ofService));
        List<List<Request>> reference = parts(content(ofReference));
        Crowd toService = new Crowd(lab::service, CLIENTS);
        Crowd toReference = new Crowd(lab::reference, CLIENTS);
        for (int part = 0; part < service.size(); part++) {
            toService.each(service.get(part));
            toReference.each(reference.get(part));
        }
        figures("tree.create", toService, toReference);
    }

    private List<Request> namespaces(TreeRequests requests) {
        return tree.namespaces().stream().map(requests::create).toList();
    }

    private List<Request> content(TreeRequests requests) {
        return Stream.concat(
                        tree.tables().stream().map(requests::createTable),
                        tree.views().stream().map(requests::createView))
                .toList();
    }

    private List<Request> allReads(TreeRequests requests) {
        List<Request> all = new ArrayList<>();
        tree.namespaces().forEach(namespace -> all.addAll(requests.read(namespace)));
        tree.tables().forEach(table -> all.addAll(requests.readTable(table)));
        tree.views().forEach(view -> all.addAll(requests.readView(view)));
        return all;
    }

    /** One round of the same work, for one server. */
    @FunctionalInterface
    private interface Round {
        void ask(Crowd crowd, TreeRequests requests) throws InterruptedException, ExecutionException;
    }

    /** In turns, after a round that warms up. */
    private void rounds(String name, Round round) throws InterruptedException, ExecutionException {
        Crowd service = new Crowd(lab::service, CLIENTS);
        Crowd reference = new Crowd(lab::reference, CLIENTS);
        for (int i = 0; i <= ROUNDS; i++) {
            if (i == 1) {
                service.forget();
                reference.forget();
            }
            round.ask(service, ofService);
            round.ask(reference, ofReference);
        }
        figures(name, service, reference);
    }

    private void figures(String name, Crowd service, Crowd reference) {
        service.beside(reference, name, figures);
        figures.accept(Figure.none(name + ".failures", service.failures()));
        figures.accept(Figure.plain(name + ".reference.failures", reference.failures(), ""));
        figures.accept(Figure.plain(name + ".retries", service.retries(), ""));
        figures.accept(Figure.none(name + ".connections.broken", service.broken()));
        figures.accept(Figure.plain(name + ".reference.connections.broken", reference.broken(), ""));
    }

    private static List<List<Request>> parts(List<Request> all) {
        int size = (all.size() + PARTS - 1) / PARTS;
        List<List<Request>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            parts.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return parts;
    }

    /** What clients ask, by number and so that each run asks the same. */
    private enum Mix {
        MIXED("tree.mixed") {
            @Override
            Supplier<Request> asked(Tree tree, TreeRequests requests, int client) {
                Random random = new Random(SEED + client);
                List<Namespace> namespaces = tree.namespaces();
                List<TableIdentifier> tables = tree.tables();
                List<TableIdentifier> views = tree.views();
                return () -> {
                    int number = random.nextInt(1_000_000);
                    int kind = random.nextInt(3);
                    if (random.nextDouble() < READS) {
                        int of = random.nextInt(3);
                        return switch (kind) {
                            case 0 -> requests.read(any(namespaces, random)).get(of);
                            case 1 -> requests.readTable(any(tables, random)).get(of);
                            default -> requests.readView(any(views, random)).get(of);
                        };
                    }
                    return switch (kind) {
                        case 0 -> requests.update(any(namespaces, random), number);
                        case 1 -> requests.updateTable(any(tables, random), number);
                        default -> requests.updateView(any(views, random), number);
                    };
                };
            }
        },
        COMMITS("tree.commits") {
            @Override
            Supplier<Request> asked(Tree tree, TreeRequests requests, int client) {
                List<TableIdentifier> tables = tree.tables();
                // Every client its own tables, one after the other.
                int[] next = {client};
                return () -> {
                    int at = next[0];
                    next[0] += CLIENTS;
                    return requests.updateTable(tables.get(at % tables.size()), at);
                };
            }
        },
        WANTED("tree.wanted") {
            @Override
            Supplier<Request> asked(Tree tree, TreeRequests requests, int client) {
                Random random = new Random(SEED + client);
                List<TableIdentifier> tables = tree.tables();
                return () -> client < READERS
                        ? requests.loadTable(tables.get(around(READ_AROUND, tables.size(), random)))
                        : requests.updateTable(
                                tables.get(around(WRITTEN_AROUND, tables.size(), random)), random.nextInt(1_000_000));
            }
        };

        private final String title;

        Mix(String title) {
            this.title = title;
        }

        abstract Supplier<Request> asked(Tree tree, TreeRequests requests, int client);

        private static <T> T any(List<T> all, Random random) {
            return all.get(random.nextInt(all.size()));
        }

        private static int around(double mean, int size, Random random) {
            double share = mean + DEVIATION * random.nextGaussian();
            return (int) Math.max(0, Math.min(size - 1L, Math.round(share * size)));
        }
    }
}
