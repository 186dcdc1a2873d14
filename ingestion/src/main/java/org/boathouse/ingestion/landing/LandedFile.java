package org.boathouse.ingestion.landing;

import org.boathouse.contract.layout.LandedObject;
import org.boathouse.ingestion.source.SourceFile;

/** A file whose content is known, as the object it is stored as. */
record LandedFile(SourceFile source, LandedObject object, long sizeBytes) {}
