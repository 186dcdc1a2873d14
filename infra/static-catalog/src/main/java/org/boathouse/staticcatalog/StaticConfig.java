package org.boathouse.staticcatalog;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Map;

/** What is answered, and to whom. */
@ConfigMapping(prefix = "static-catalog")
interface StaticConfig {
    /** The one that every request must carry. */
    String token();

    /** By a table's name, the file that holds what a load of it is answered with. */
    Map<String, Path> tables();
}
