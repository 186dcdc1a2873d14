package org.boathouse.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** The demo's product folder, a working copy that its story changes as a domain team would: by editing files. */
record Products(Path folder, Path changes) {
    /** Copies the first version of every product. */
    static Products copy(Path originals, Path changes, Path folder) {
        Products products = new Products(folder, changes);
        products.overlay(originals);
        return products;
    }

    /** Lays the named change's files over the products. */
    void change(String name) {
        overlay(changes.resolve(name));
    }

    private void overlay(Path from) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path to = folder.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
