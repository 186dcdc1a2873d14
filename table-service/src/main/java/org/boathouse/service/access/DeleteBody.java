package org.boathouse.service.access;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.boathouse.contract.failure.LakeFailure;

/** The keys in the body of a DeleteObjects request. Only plain elements are read, so that the store reads the same. */
final class DeleteBody {
    private static final int KEYS_MAX = 1_000;

    private DeleteBody() {}

    /** @throws LakeFailure FORBIDDEN for a body that is missing, names nothing or holds more than keys */
    static List<String> keys(String body) {
        if (body == null || body.isBlank()) {
            throw LakeFailure.forbidden("A request to delete objects is signed only with its body, which names them");
        }
        if (body.contains("<!")) {
            // Comments, CDATA sections and entities: readers of XML differ in them.
            throw refused("it holds more than elements and text");
        }
        List<String> keys = new ArrayList<>();
        try {
            XMLStreamReader xml = parser().createXMLStreamReader(new StringReader(body));
            int objects = 0;
            StringBuilder text = new StringBuilder();
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        text.setLength(0);
                        objects += xml.getLocalName().equals("Object") ? 1 : 0;
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE -> text.append(xml.getText());
                    case XMLStreamConstants.END_ELEMENT -> {
                        end(xml.getLocalName(), text.toString(), keys);
                        text.setLength(0);
                    }
                    case XMLStreamConstants.END_DOCUMENT -> {}
                    default -> throw refused("it holds more than elements and text");
                }
            }
            if (keys.isEmpty() || keys.size() != objects || keys.size() > KEYS_MAX) {
                throw refused("it must name 1 to %s objects, each with one key".formatted(KEYS_MAX));
            }
        } catch (XMLStreamException e) {
            throw refused("it is no well-formed XML");
        }
        return keys;
    }

    private static void end(String element, String text, List<String> keys) {
        switch (element) {
            case "Key" -> keys.add(ObjectKeys.check(text));
            case "Delete", "Object", "Quiet" -> {}
            default -> throw refused("it holds an element " + element);
        }
    }

    private static XMLInputFactory parser() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        return factory;
    }

    private static LakeFailure refused(String why) {
        return LakeFailure.forbidden("The body of a request to delete objects is refused: %s", why);
    }
}
