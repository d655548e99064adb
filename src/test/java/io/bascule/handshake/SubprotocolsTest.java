package io.bascule.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.handshake.Subprotocols.Order;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubprotocolsTest {
    private static final List<String> STOMP = List.of("v12.stomp", "v11.stomp", "v10.stomp");

    @Test
    void the_clients_order_decides() {
        assertEquals("v10.stomp", chosen(Order.CLIENT, "v10.stomp", "v11.stomp"));
    }

    @Test
    void the_servers_order_decides_where_it_is_set() {
        assertEquals("v11.stomp", chosen(Order.SERVER, "v10.stomp", "v11.stomp"));
    }

    @Test
    void names_are_compared_without_case_and_answered_in_the_clients_spelling() {
        assertEquals("V12.STOMP", chosen(Order.CLIENT, "mqtt", "V12.STOMP"));
        assertEquals("V12.Stomp", chosen(Order.SERVER, "v11.stomp", "V12.Stomp"));
    }

    @Test
    void none_is_chosen_when_none_fits() {
        assertEquals(Subprotocols.NONE, chosen(Order.CLIENT, "mqtt", "v1.stomp"));
        assertEquals(Subprotocols.NONE, chosen(Order.REQUIRED));
    }

    @Test
    void a_name_that_only_looks_like_another_is_not_echoed() {
        assertEquals(Subprotocols.NONE, chosen(Order.CLIENT, "v12.\u017ftomp", "v12.stomp\r\nX: y", ""));
    }

    @Test
    void the_order_is_read_in_any_case() {
        assertEquals(Order.CLIENT, Order.parse("client"));
        assertEquals(Order.SERVER, Order.parse(" Server "));
        assertEquals(Order.REQUIRED, Order.parse("required"));
    }

    @Test
    void an_unknown_order_is_refused_with_what_to_write() {
        var refused = assertThrows(IllegalArgumentException.class, () -> Order.parse("best"));

        assertEquals(
                "Subprotocol order 'best' is not known; write 'client', 'server' or 'required'", refused.getMessage());
    }

    @Test
    void a_name_that_cannot_stand_in_the_header_is_refused() {
        var refused =
                assertThrows(IllegalArgumentException.class, () -> new Subprotocols(List.of("a b"), Order.CLIENT));

        assertEquals(
                "Subprotocol 'a b' cannot be used; write each name once, of letters, digits, '.', '-' and '_'",
                refused.getMessage());
    }

    @Test
    void a_name_that_is_there_twice_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> new Subprotocols(List.of("soap", "SOAP"), Order.CLIENT));
    }

    private static String chosen(Order order, String... offered) {
        return new Subprotocols(STOMP, order).choose(List.of(offered));
    }
}
