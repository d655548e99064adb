package io.bascule.portfolio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.Bascule;
import io.bascule.BasculeOptions;
import io.bascule.server.servlet.BasculeStart;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortfolioStartTest {
    /** A context in which Bascule has started, and that takes nothing. */
    private static ServletContext context(Bascule bascule) {
        return (ServletContext) Proxy.newProxyInstance(
                ServletContext.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getAttribute") && arguments[0].equals(BasculeStart.BASCULE)) {
                        return bascule;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void the_demonstration_is_not_deployed_where_the_settings_want_none() {
        try (var bascule = new Bascule(BasculeOptions.of(Map.of("portfolio", "false")))) {
            var event = new ServletContextEvent(context(bascule));
            var refused =
                    assertThrows(IllegalStateException.class, () -> new PortfolioStart().contextInitialized(event));
            assertEquals(
                    "bascule.portfolio=false leaves nothing of this WAR, which is the demonstration; take the setting"
                            + " away, or deploy a WAR of your own with bascule-library.jar",
                    refused.getMessage());
            assertEquals(List.of(), bascule.endpoints());
        }
    }
}
