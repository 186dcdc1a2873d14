package org.boathouse.service.product;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** The registered contracts. */
@Path("/api/v1/products")
class ProductResource {
    private final Registry registry;

    ProductResource(Registry registry) {
        this.registry = registry;
    }

    /** By domain, product and contract. */
    public record Listing(List<Registry.Summary> products) {}

    @GET
    public Listing products() {
        return new Listing(registry.summaries());
    }
}
