package io.bascule.server.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.testing.RecordedLog;
import io.bascule.websocket.BasculeConfigurator;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScannedEndpointsTest {
    private static List<String> warnings(Map<String, String> settings) {
        new ScannedEndpoints().getAnnotatedEndpointClasses(Set.of(Prices.class));
        try (var bascule = new Bascule(BasculeOptions.of(settings));
                var log = RecordedLog.of(ScannedEndpoints.class)) {
            ScannedEndpoints.register(bascule, Prices.class.getClassLoader());
            return log.lines();
        }
    }

    @Test
    void a_setting_for_an_endpoint_that_is_not_there_is_one_warning() {
        assertEquals(
                List.of("WARNING bascule.endpoint./price sets what is not there: the endpoints are /prices"),
                warnings(Map.of("endpoint./price.idle", "5s", "endpoint./price.origins", "*")));
    }

    @Test
    void a_setting_for_an_endpoint_that_the_container_found_is_taken() {
        assertEquals(List.of(), warnings(Map.of("endpoint./prices.idle", "5s")));
    }

    /** As where several applications share the library. */
    @Test
    void an_application_that_has_gone_is_not_kept() throws Exception {
        var application = new WeakReference<>(scanned());
        for (int collections = 0; application.get() != null && collections < 50; collections++) {
            System.gc();
        }
        assertNull(application.get());
    }

    /** The class loader of an application whose endpoint has been found. */
    private static ClassLoader scanned() throws ClassNotFoundException {
        var application = new OwnPrices();
        new ScannedEndpoints().getAnnotatedEndpointClasses(Set.of(application.loadClass(Prices.class.getName())));
        return application;
    }

    /** Has a class {@link Prices} of its own. */
    private static final class OwnPrices extends ClassLoader {
        OwnPrices() {
            super(Prices.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.equals(Prices.class.getName()) ? own(name) : super.loadClass(name, resolve);
        }

        private Class<?> own(String name) throws ClassNotFoundException {
            try (var bytes = getResourceAsStream(name.replace('.', '/') + ".class")) {
                var read = bytes.readAllBytes();
                return defineClass(name, read, 0, read.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }

    @ServerEndpoint(value = "/prices", configurator = BasculeConfigurator.class)
    static final class Prices {}
}
