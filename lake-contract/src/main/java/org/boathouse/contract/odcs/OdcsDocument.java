package org.boathouse.contract.odcs;

import java.util.Map;

/**
 * A valid ODCS document, whatever it describes, with everything it said, understood by the lake or not.
 *
 * @param file what messages call it
 * @param content the document as maps, lists, texts, numbers, truth values and nulls, in its own order
 */
public record OdcsDocument(String file, Map<String, Object> content) {}
