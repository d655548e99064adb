package io.bascule.server.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class FactoriesTest {
    /** Why there is no factory on a server that has not got the jars of this name. */
    private static String refusedWithout(String jars) throws Exception {
        var there = new ArrayList<URL>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            var file = new File(entry);
            if (!file.getName().startsWith(jars)) {
                there.add(file.toURI().toURL());
            }
        }
        try (var server = new URLClassLoader(there.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            var artemis = server.loadClass(Factories.class.getName()).getMethod("artemis", String.class);
            var refused =
                    assertThrows(InvocationTargetException.class, () -> artemis.invoke(null, "tcp://127.0.0.1:61616"));
            return String.valueOf(refused.getTargetException().getMessage());
        }
    }

    @Test
    void without_the_client_of_artemis_it_is_said_where_to_get_it() throws Exception {
        assertEquals(
                "the client of Artemis is not there, or not all of it"
                        + " (org/apache/activemq/artemis/jms/client/ActiveMQConnectionFactory); add its jars to the server, as"
                        + " server-configs/artemis says",
                refusedWithout("artemis-jakarta-client-"));
    }

    @Test
    void without_what_the_client_of_artemis_needs_that_is_named() throws Exception {
        assertEquals(
                "the client of Artemis is not there, or not all of it"
                        + " (org/apache/commons/beanutils/FluentPropertyBeanIntrospector); add its jars to the server, as"
                        + " server-configs/artemis says",
                refusedWithout("commons-beanutils-"));
    }
}
