package io.bascule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackplaneSettingsTest {
    private static void assertRefused(String message, Map<String, String> settings) {
        assertEquals(
                message,
                assertThrows(BadSetting.class, () -> BasculeOptions.of(settings))
                        .getMessage());
    }

    @Test
    void a_node_has_a_plain_name() {
        assertRefused(
                "bascule.node=a b cannot be used: it is no name; write letters, digits, '.', '_' and '-', at most 64",
                Map.of("node", "a b"));
    }

    @Test
    void there_is_one_way_to_the_broker() {
        assertRefused(
                "bascule.backplane.jndi=jms/b cannot be used: the broker is that of backplane.url; write nothing, or nothing"
                        + " for backplane.url",
                Map.of("backplane.url", "tcp://127.0.0.1:61616", "backplane.jndi", "jms/b"));
    }

    @Test
    void a_url_that_is_none_of_artemis_stops_the_start() {
        var options = BasculeOptions.of(Map.of("backplane.url", "nonsense://x"));
        assertEquals(
                "bascule.backplane.url=nonsense://x cannot be used: it is no URL of Artemis; write tcp://host:61616, or the"
                        + " JNDI name of a connection factory as backplane.jndi",
                assertThrows(BadSetting.class, () -> new Bascule(options)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense://x?user=ann&password=b@c&ha=true, nonsense://x?user=ann&password=…&ha=true",
        "nonsense://ann:secret@x, nonsense://ann:…@x"
    })
    void the_password_of_a_url_that_cannot_be_used_is_not_told(String url, String told) {
        var options = BasculeOptions.of(Map.of("backplane.url", url));
        assertEquals(
                "bascule.backplane.url=" + told
                        + " cannot be used: it is no URL of Artemis; write tcp://host:61616, or the"
                        + " JNDI name of a connection factory as backplane.jndi",
                assertThrows(BadSetting.class, () -> new Bascule(options)).getMessage());
    }

    @Test
    void a_jndi_name_with_nothing_behind_it_stops_the_start() {
        var options = BasculeOptions.of(Map.of("backplane.jndi", "jms/nothing"));
        assertEquals(
                "bascule.backplane.jndi=jms/nothing cannot be used: the server has nothing of that name; write"
                        + " tcp://host:61616, or the JNDI name of a connection factory as backplane.jndi",
                assertThrows(BadSetting.class, () -> new Bascule(options)).getMessage());
    }

    @Test
    void without_a_backplane_all_is_well() {
        try (var bascule = new Bascule(BasculeOptions.defaults())) {
            assertTrue(bascule.health().up());
        }
    }
}
