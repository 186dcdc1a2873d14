package org.boathouse.bench.catalog;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.RESTCatalog;
import org.boathouse.bench.Ports;
import org.boathouse.bench.Replica;
import org.boathouse.contract.failure.LakeFailure;
import org.boathouse.contract.lake.CatalogConnection;
import org.boathouse.contract.lake.LakeStorage;
import org.boathouse.embedded.EmbeddedStores;
import org.boathouse.embedded.PostgresAddress;

/** The service and Iceberg's reference server, each a process with the same JVM options, over the same two stores. */
final class Lab implements AutoCloseable {
    static final Namespace NAMESPACE = Namespace.of("bench");
    private static final List<String> JVM = List.of("-Xmx1g", "-XX:+UseG1GC");
    static final String EVENT_LOOPS_SETTING = "quarkus.vertx.event-loops-pool-size";
    /** As many as the service takes by itself: org.boathouse.service.up.EventLoops. */
    static final int EVENT_LOOPS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private static final String REFERENCE_MAIN = "org.apache.iceberg.rest.RESTCatalogServer";

    private final Path home;
    private final Path dir;
    private final EmbeddedStores stores;
    private final ProcessorTime processorTime;
    private final Replica service;
    private final ServerProcess reference;
    private final Map<String, String> serviceProperties;
    private final Map<String, String> referenceProperties;
    private final RESTCatalog serviceCatalog;
    private final RESTCatalog referenceCatalog;
    private final FileIO files;

    Lab(Path home, Path dir) throws IOException, SQLException {
        this.home = home;
        this.dir = dir;
        this.stores = EmbeddedStores.open(dir.resolve("stores"), 0);
        this.service =
                Replica.of(home, stores.postgres(), stores.objectStore(), dir.resolve("service.log"), JVM, Map.of());
        try {
            this.processorTime = ProcessorTime.with(stores.postgres());
            service.start();
            this.reference = startReference(Ports.free());
        } catch (IOException | SQLException | RuntimeException e) {
            service.close();
            stores.close();
            throw e;
        }
        this.serviceProperties = new CatalogConnection(service.address(), stores.objectStore()).properties();
        this.serviceCatalog = newServiceCatalog();
        this.files = CatalogUtil.loadFileIO(serviceProperties.get("io-impl"), serviceProperties, null);
        this.referenceProperties = new HashMap<>(serviceProperties);
        referenceProperties.keySet().removeAll(List.of("warehouse", "token", "oauth2-server-uri"));
        referenceProperties.put("uri", reference.url().toString());
        referenceProperties.put("rest.auth.type", "none");
        this.referenceCatalog = newReferenceCatalog();
        serviceCatalog.createNamespace(NAMESPACE);
        referenceCatalog.createNamespace(NAMESPACE);
    }

    PostgresAddress database() {
        return stores.postgres();
    }

    FileIO files() {
        return files;
    }

    String bucket() {
        return stores.objectStore().bucket();
    }

    RESTCatalog serviceCatalog() {
        return serviceCatalog;
    }

    RESTCatalog referenceCatalog() {
        return referenceCatalog;
    }

    /** One more client of the service; the caller closes it. */
    RESTCatalog newServiceCatalog() {
        return client(serviceProperties);
    }

    /** One more client of the reference server; the caller closes it. */
    RESTCatalog newReferenceCatalog() {
        return client(referenceProperties);
    }

    private static RESTCatalog client(Map<String, String> properties) {
        RESTCatalog catalog = new RESTCatalog();
        catalog.initialize("lake", properties);
        return catalog;
    }

    /** What stands between the levels of a namespace in a path, encoded, as the server of this client says. */
    static String separator(RESTCatalog catalog) {
        return catalog.properties().getOrDefault("namespace-separator", "%1F");
    }

    ProcessHandle serviceProcess() {
        return service.process();
    }

    ProcessHandle referenceProcess() {
        return reference.process();
    }

    Wire service() throws IOException {
        return new Wire(serviceBase(), service.address().token());
    }

    Wire reference() throws IOException {
        return new Wire(reference.url(), null);
    }

    Target serviceLoads(String pathAndQuery) {
        return new Target(this::service, pathAndQuery, processorTime::taken);
    }

    Target referenceLoads(String pathAndQuery) {
        return new Target(this::reference, pathAndQuery, processorTime::taken);
    }

    /** Loads of the same bytes from a server that was started with them. */
    Target loadsFrom(ServerProcess server, String path) {
        return new Target(() -> wire(server), path, processorTime::taken);
    }

    /** To a server that was started with the bytes of tables. */
    Wire wire(ServerProcess server) throws IOException {
        return new Wire(URI.create(server.url() + "/iceberg"), service.address().token());
    }

    /** What answers the service's bytes of these tables over the service's own HTTP stack; the caller closes it. */
    ServerProcess startStatic(Map<String, Path> bodies) {
        Path jar = home.resolve("infra/static-catalog/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw LakeFailure.invalid("%s is missing: build it first, mvn -pl infra/static-catalog package", jar);
        }
        int port = Ports.free();
        List<String> program = new ArrayList<>(JVM);
        program.add("-Dquarkus.http.port=" + port);
        program.add("-D" + EVENT_LOOPS_SETTING + "=" + EVENT_LOOPS);
        program.add("-Dstatic-catalog.token=" + service.address().token());
        bodies.forEach((table, file) -> program.add("-Dstatic-catalog.tables.%s=%s".formatted(table, file)));
        program.addAll(List.of("-jar", jar.toString()));
        return ServerProcess.start(program, Map.of(), port, dir.resolve("static.log"));
    }

    /** A {@link BareServer} of what the service answers for these tables; the caller closes it. */
    ServerProcess startBare(Map<String, Path> bodies) {
        int port = Ports.free();
        List<String> program = new ArrayList<>(JVM);
        program.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                BareServer.class.getName(),
                Integer.toString(port),
                service.address().token()));
        bodies.forEach((table, file) -> program.add(table + "=" + file));
        return ServerProcess.start(program, Map.of(), port, dir.resolve("bare.log"));
    }

    /** A file of this lab, which goes with it. */
    Path keep(String name, byte[] content) throws IOException {
        return Files.write(dir.resolve(name), content);
    }

    @Override
    public void close() throws IOException {
        serviceCatalog.close();
        referenceCatalog.close();
        files.close();
        reference.close();
        service.close();
        stores.close();
    }

    private URI serviceBase() {
        return service.address().catalog();
    }

    private ServerProcess startReference(int port) throws IOException {
        Path classPath = home.resolve("infra/reference-catalog/target/classpath");
        if (!Files.exists(classPath)) {
            throw LakeFailure.invalid(
                    "%s is missing: build it first, mvn -pl infra/reference-catalog package", classPath);
        }
        LakeStorage storage = stores.objectStore();
        PostgresAddress postgres = stores.postgres();
        List<String> program = new ArrayList<>(JVM);
        program.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                Files.readString(classPath).strip(),
                REFERENCE_MAIN));
        return ServerProcess.start(
                program,
                Map.ofEntries(
                        Map.entry("CATALOG_REST_PORT", Integer.toString(port)),
                        Map.entry("CATALOG_CATALOG__IMPL", "org.apache.iceberg.jdbc.JdbcCatalog"),
                        Map.entry("CATALOG_URI", postgres.url()),
                        Map.entry("CATALOG_JDBC_USER", postgres.user()),
                        Map.entry("CATALOG_JDBC_PASSWORD", postgres.password()),
                        Map.entry("CATALOG_JDBC_SCHEMA__VERSION", "V1"),
                        Map.entry("CATALOG_WAREHOUSE", "s3://" + storage.bucket() + "/_reference"),
                        Map.entry("CATALOG_IO__IMPL", "org.apache.iceberg.aws.s3.S3FileIO"),
                        Map.entry("CATALOG_S3_ENDPOINT", storage.endpoint().toString()),
                        Map.entry("CATALOG_S3_PATH__STYLE__ACCESS", "true"),
                        Map.entry("CATALOG_S3_ACCESS__KEY__ID", storage.accessKeyId()),
                        Map.entry("CATALOG_S3_SECRET__ACCESS__KEY", storage.secretAccessKey()),
                        Map.entry("CATALOG_CLIENT_REGION", storage.region())),
                port,
                dir.resolve("reference.log"));
    }
}
