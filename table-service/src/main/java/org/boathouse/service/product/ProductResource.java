package org.boathouse.service.product;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;

/** The registered contracts. */
@Path("/api/v1/products")
class ProductResource {
    private final PublishedContracts published;

    ProductResource(PublishedContracts published) {
        this.published = published;
    }

    /** By domain, product and contract. */
    public record Listing(List<PublishedContracts.Summary> products) {}

    @GET
    public Listing products() {
        return new Listing(published.all());
    }
}
