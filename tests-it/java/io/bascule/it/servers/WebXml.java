package io.bascule.it.servers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jboss.shrinkwrap.api.Archive;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The {@code web.xml} of a WAR, for servers that do not read it themselves. */
final class WebXml {
    private static final String SETTING = "bascule.";

    private final Document document;

    private WebXml(Document document) {
        this.document = document;
    }

    static WebXml of(Archive<?> war) throws Exception {
        try (var xml = war.get("/WEB-INF/web.xml").getAsset().openStream()) {
            return new WebXml(
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml));
        }
    }

    /** The context parameters that are settings of ours, without their {@code bascule.}. */
    Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        for (var parameter : elements("context-param")) {
            var name = text(parameter, "param-name");
            if (name.startsWith(SETTING)) {
                settings.put(name.substring(SETTING.length()), text(parameter, "param-value"));
            }
        }
        return settings;
    }

    /** The names of the listeners' classes. */
    List<String> listeners() {
        return elements("listener").stream()
                .map(listener -> text(listener, "listener-class"))
                .toList();
    }

    private List<Element> elements(String name) {
        var found = new ArrayList<Element>();
        var nodes = document.getElementsByTagName(name);
        for (int at = 0; at < nodes.getLength(); at++) {
            found.add((Element) nodes.item(at));
        }
        return found;
    }

    private static String text(Element parent, String name) {
        return parent.getElementsByTagName(name).item(0).getTextContent().strip();
    }
}
