package io.bascule.it.servers;

import java.util.Locale;

/** The servers of the table, in the order of its columns. */
enum Server {
    GRIZZLY("Grizzly 4.0"),
    GLASSFISH("GlassFish 7.0"),
    GLASSFISH8("GlassFish 8.0"),
    WILDFLY("WildFly 39"),
    UNDERTOW("Undertow 2.3"),
    TOMCAT("Tomcat 11"),
    JETTY("Jetty 12.1"),
    LIBERTY("Open Liberty 26"),
    WEBLOGIC("WebLogic");

    private final String title;

    Server(String title) {
        this.title = title;
    }

    /** The server this run is for: the qualifier of {@code arquillian.xml} that the build chose. */
    static Server underTest() {
        return valueOf(System.getProperty("arquillian.launch", "grizzly").toUpperCase(Locale.ROOT));
    }

    /** As in the head of the table. */
    String title() {
        return title;
    }

    /** As in {@code arquillian.xml} and in the names of files. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
