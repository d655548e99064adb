package io.bascule.server.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.testing.RecordedLog;
import io.bascule.websocket.BasculeConfigurator;
import jakarta.websocket.server.ServerEndpoint;
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

    @ServerEndpoint(value = "/prices", configurator = BasculeConfigurator.class)
    static final class Prices {}
}
