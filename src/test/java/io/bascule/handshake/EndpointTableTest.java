package io.bascule.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.bascule.testing.RecordedLog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTableTest {
    private final EndpointTable table = new EndpointTable();

    @Test
    void a_literal_path_is_found() {
        add("/echo");

        assertEquals(Optional.of("/echo"), found("/echo"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "echo",
                "/echo/",
                "//echo",
                "/ECHO",
                "/%65cho",
                "/echo;x=1",
                "/echo%3Bx=1",
                "/./echo",
                "/%2e/echo",
                "/x/../echo",
                "/x/%2E%2e/echo",
                "/echo/..",
                "/echo/.",
                "/echo%2F",
                "/echo%00",
                "/echo?",
                "/echo#",
                "/echo\\",
                "/echo ",
                "/ech\u00f6",
                "/echo\n"
            })
    void a_literal_path_is_found_only_byte_for_byte(String path) {
        add("/echo");

        assertEquals(Optional.empty(), found(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rooms/",
                "/rooms/a/",
                "/rooms/a/b",
                "/rooms/a%2Fb",
                "/rooms/a%2fb",
                "/rooms/a%5Cb",
                "/rooms/a\\b",
                "/rooms/a;v=1",
                "/rooms/;",
                "/rooms//",
                "//rooms/a",
                "/rooms/.",
                "/rooms/..",
                "/rooms/%2e",
                "/rooms/.%2E",
                "/rooms/%2e%2e",
                "/rooms/%",
                "/rooms/%4",
                "/rooms/%zz",
                "/rooms/%00",
                "/rooms/%0a",
                "/rooms/%7F",
                "/rooms/%ff",
                "/rooms/%c0%af",
                "/rooms/a b",
                "/rooms/\u00fc",
                "/%72ooms/a"
            })
    void a_path_that_can_be_read_in_two_ways_has_no_endpoint(String path) {
        add("/rooms/{room}");

        assertEquals(Optional.empty(), found(path));
    }

    @Test
    void a_path_that_decodes_to_that_of_another_endpoint_has_no_endpoint() {
        add("/rooms/{room}");
        add("/rooms/lobby");

        assertEquals(Optional.empty(), found("/rooms/%6Cobby"));
        assertEquals(Optional.of("/rooms/{room}"), found("/rooms/%256Cobby"));
    }

    @Test
    void the_values_of_a_template_are_decoded_once() {
        add("/rooms/{room}/{seat}");

        assertEquals(
                Map.of("room", "caf\u00e9 1+1", "seat", "%2F"),
                table.match("/rooms/caf%C3%A9%201+1/%252F").orElseThrow().pathParameters());
    }

    @Test
    void a_literal_segment_goes_before_a_named_one_whatever_came_first() {
        add("/rooms/{room}");
        add("/rooms/lobby");

        assertEquals(Optional.of("/rooms/lobby"), found("/rooms/lobby"));
        assertEquals(Optional.of("/rooms/{room}"), found("/rooms/lobby2"));
    }

    @Test
    void of_two_templates_the_one_literal_further_left_wins() {
        add("/{any}/b");
        add("/a/{any}");

        assertEquals(Optional.of("/a/{any}"), found("/a/b"));
        assertEquals(Optional.of("/{any}/b"), found("/~/b"));
    }

    @Test
    void the_raw_websocket_of_an_endpoint_lies_below_it() {
        add("/rooms/{room}");

        var match = table.match("/rooms/caf%C3%A9/websocket").orElseThrow();
        assertEquals("/rooms/{room}", match.rules().path());
        assertEquals(Map.of("room", "caf\u00e9"), match.pathParameters());
        assertEquals("/rooms/caf%C3%A9", match.path());
        assertEquals(
                "/rooms/caf%C3%A9",
                table.match("/rooms/caf%C3%A9").orElseThrow().path());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/websocket",
                "/echo/websocket/",
                "/echo/websocket/websocket",
                "/echo/WebSocket",
                "/echo/%77ebsocket",
                "/echo//websocket",
                "/echo/./websocket",
                "/echo;x=1/websocket",
                "/echo/websocket;x=1",
                "/%65cho/websocket",
                "/echowebsocket"
            })
    void the_raw_websocket_has_one_spelling_too(String path) {
        add("/echo");

        assertEquals(Optional.empty(), found(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat/0/s/websocket", "/chat/~west/0/s/websocket", "/chat/~node.a/0/s/websocket"})
    void the_websocket_of_sockjs_lies_below_it_and_may_name_a_node(String path) {
        table.add(EndpointRules.at("/chat", Object.class).sockJs(true).build());
        var match = table.match(path).orElseThrow();

        assertEquals("/chat", match.path());
        assertEquals(EndpointTable.Way.SOCKJS, match.way());
        assertEquals(Map.of(), match.pathParameters());
    }

    @Test
    void a_path_that_names_no_node_may_be_anothers() {
        table.add(EndpointRules.at("/chat", Object.class).sockJs(true).build());
        add("/{a}/{b}/{c}/{d}/websocket");

        assertEquals(Optional.of("/{a}/{b}/{c}/{d}/websocket"), found("/chat/west/0/s/websocket"));
        assertEquals(Optional.of("/chat"), found("/chat/~west/0/s/websocket"));
    }

    @Test
    void an_endpoint_that_is_declared_goes_before_the_raw_websocket_of_another() {
        add("/chat/websocket");
        add("/chat");
        add("/rooms/{room}");
        add("/rooms/{room}/websocket");

        assertEquals(Optional.of("/chat/websocket"), found("/chat/websocket"));
        assertEquals(Optional.of("/rooms/{room}/websocket"), found("/rooms/7/websocket"));
        assertEquals(
                "/chat/websocket", table.match("/chat/websocket").orElseThrow().path());
    }

    @Test
    void the_raw_websocket_goes_before_a_template_as_any_literal_segment_does() {
        add("/rooms/{room}");
        add("/rooms");
        add("/{any}/lobby");

        assertEquals(Optional.of("/rooms"), found("/rooms/websocket"));
        assertEquals(Optional.of("/rooms/{room}"), found("/rooms/lobby"));
        assertEquals(Optional.of("/rooms/{room}"), found("/rooms/lobby/websocket"));
    }

    @Test
    void the_raw_websocket_does_not_take_a_path_whose_other_template_is_literal_further_left() {
        add("/{any}");
        add("/rooms/{room}");

        assertEquals(Optional.of("/rooms/{room}"), found("/rooms/websocket"));
        assertEquals(Optional.of("/{any}"), found("/halls/websocket"));
    }

    @Test
    void every_endpoint_is_listed_once() {
        add("/");
        add("/rooms/{room}");

        assertEquals(
                List.of("/", "/rooms/{room}"),
                table.rules().stream().map(EndpointRules::path).toList());
    }

    @Test
    void the_raw_websocket_of_the_root_lies_below_it() {
        add("/");

        assertEquals(Optional.of("/"), found("/websocket"));
        assertEquals("/", table.match("/websocket").orElseThrow().path());
    }

    @Test
    void the_root_is_an_endpoint_too() {
        add("/");

        assertEquals(Optional.of("/"), found("/"));
        assertEquals(Optional.empty(), found(""));
    }

    @Test
    void an_endpoint_can_be_added_later() {
        assertEquals(Optional.empty(), found("/late"));
        add("/late");

        assertEquals(Optional.of("/late"), found("/late"));
    }

    @Test
    void two_endpoints_with_one_path_are_refused() {
        add("/rooms/{room}");

        assertEquals(
                "Endpoint path '/rooms/{name}' of java.lang.Integer is taken by '/rooms/{room}' of java.lang.Object; give"
                        + " one of them another path",
                refused(EndpointRules.at("/rooms/{name}", Integer.class).build()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "echo",
                "/echo/",
                "//",
                "/a/../b",
                "/{a}/{a}",
                "/a{b}",
                "/{}",
                "/{a",
                "/%65",
                "/a;b",
                "/a b",
                "/\u00fc"
            })
    void a_path_that_no_request_could_match_is_refused(String path) {
        assertEquals(
                "Endpoint path '" + path
                        + "' cannot be used; write '/rooms' or '/rooms/{room}', each name once, nothing encoded",
                refused(EndpointRules.at(path, Object.class).build()));
    }

    @Test
    void an_endpoint_open_to_every_origin_is_one_warning_at_the_start() {
        try (var log = RecordedLog.of(EndpointTable.class)) {
            add("/closed");
            table.add(EndpointRules.at("/echo", Object.class)
                    .origins(OriginPolicy.parse("*"))
                    .build());

            assertEquals(
                    List.of("WARNING Pages of every origin may open /echo (origins=*);"
                            + " foreign pages come in without their user"),
                    log.lines());
        }
    }

    @Test
    void the_warning_says_when_foreign_pages_bring_their_user() {
        try (var log = RecordedLog.of(EndpointTable.class)) {
            table.add(EndpointRules.at("/echo", Object.class)
                    .origins(OriginPolicy.parse("*"))
                    .credentials(true)
                    .build());

            assertEquals(
                    List.of(
                            "WARNING Pages of every origin may open /echo (origins=*); foreign pages act as the user who"
                                    + " opens them; to change that: bascule.endpoint./echo.origins.credentials=false"),
                    log.lines());
        }
    }

    @Test
    void the_warning_names_no_setting_for_what_code_has_decided() {
        try (var log = RecordedLog.of(EndpointTable.class)) {
            table.add(EndpointRules.at("/echo", Object.class)
                    .fromCode()
                    .origins(OriginPolicy.parse("*"))
                    .credentials(true)
                    .build());

            assertEquals(
                    List.of(
                            "WARNING Pages of every origin may open /echo (origins=*); foreign pages act as the user who"
                                    + " opens them; to change that: origins.credentials=false in the code that registers /echo,"
                                    + " which goes before all settings"),
                    log.lines());
        }
    }

    private void add(String path) {
        table.add(EndpointRules.at(path, Object.class).build());
    }

    private Optional<String> found(String path) {
        return table.match(path).map(match -> match.rules().path());
    }

    private String refused(EndpointRules rules) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> table.add(rules))
                .getMessage());
    }
}
