package org.boathouse.service.product;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The registered contracts. */
@Path("/api/v1/products")
class ProductResource {
    private final PublishedContracts published;

    ProductResource(PublishedContracts published) {
        this.published = published;
    }

    /** By domain, product and contract. */
    @Schema(name = "Products")
    public record Listing(List<PublishedContracts.Summary> products) {}

    @GET
    @Operation(summary = "Lists the registered contracts of products")
    public Listing products() {
        return new Listing(published.all());
    }
}
