package org.boathouse.service.up;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code boathouse serve}: the service alone, over the PostgreSQL and the S3 store that the environment names. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Runs the service over a PostgreSQL and an S3 store of yours.",
        footerHeading = "%nSettings, from the environment:%n",
        footer = {
            "  BOATHOUSE_TOKEN                       the bearer token of every request",
            "  BOATHOUSE_STORAGE_ENDPOINT            the S3 store, such as https://s3.example.com",
            "  BOATHOUSE_STORAGE_REGION              default us-east-1",
            "  BOATHOUSE_STORAGE_BUCKET              exists already",
            "  BOATHOUSE_STORAGE_ACCESS_KEY_ID, BOATHOUSE_STORAGE_SECRET_ACCESS_KEY",
            "  BOATHOUSE_STORAGE_PATH_STYLE_ACCESS   default true",
            "  BOATHOUSE_STORAGE_STS_ENDPOINT        the store's STS, for temporary keys; none by default",
            "  BOATHOUSE_STORAGE_STS_ROLE_ARN, BOATHOUSE_STORAGE_STS_EXTERNAL_ID, BOATHOUSE_STORAGE_STS_REGION",
            "  BOATHOUSE_STORAGE_STS_SESSION_DURATION  default 1H",
            "  BOATHOUSE_HOSTS                       names it is called by, besides localhost, separated by commas",
            "  BOATHOUSE_SQL_DIR                     where SQL keeps copies of files; default a temporary folder",
            "  BOATHOUSE_COLLECTOR_ENABLED           default true: delete what nothing needs any more, after days",
            "  QUARKUS_DATASOURCE_JDBC_URL           such as jdbc:postgresql://db.example.com/lake",
            "  QUARKUS_DATASOURCE_USERNAME, QUARKUS_DATASOURCE_PASSWORD",
            "  QUARKUS_HTTP_HOST, QUARKUS_HTTP_PORT  default 127.0.0.1 and 8181",
        })
public final class ServeCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return Service.run(null);
    }
}
