package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * sockjs-client 1.6.1 in Chromium, by each transport that a browser still has, in each of the three origin modes: on a page
 * of the server, on a page of another port that is listed where there is a list, and on one that is listed nowhere.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SockJsClientIT {
    private static final String SAME_ORIGIN = "/same_origin_echo";
    private static final String LIST = "/listed_echo";
    private static final String ANY = "/echo";

    /** What the client closes with when it may not even ask what there is. */
    private static final String REFUSED = "1002";

    /** What it closes with when no transport is left. */
    private static final String NONE_LEFT = "2000";

    private static final List<String> PLAIN = List.of("websocket", "xhr-streaming", "xhr-polling", "eventsource");
    private static final List<String> FRAMED = List.of("iframe-eventsource", "iframe-htmlfile", "iframe-xhr-polling");
    private static final List<String> SCRIPT = List.of("jsonp-polling");

    @TempDir
    static Path profile;

    private static ServerUnderTest server;
    private static ServerUnderTest other;
    private static SockJsPage page;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(
                Files.isExecutable(PortfolioPage.CHROMIUM) && Files.isExecutable(PortfolioPage.DRIVER),
                "There is no Chromium here for sockjs-client; install it with: apt-get install -y chromium"
                        + " chromium-driver");
        other = SockJsPage.serve(Map.of());
        server = SockJsPage.serve(Map.of("endpoint." + LIST + ".origins", other.origin()));
        page = new SockJsPage(profile);
    }

    @AfterAll
    static void stop() {
        if (page != null) {
            page.close();
        }
        for (var one : List.of(server, other)) {
            one.close();
        }
    }

    private static void assertEchoes(String service, List<String> transports) {
        assertEquals(
                transports.stream()
                        .collect(Collectors.toMap(transport -> transport, transport -> "one € by " + transport)),
                page.echoes(server, service, transports));
    }

    private static void assertClosed(String code, String service, List<String> transports) {
        assertEquals(
                transports.stream().collect(Collectors.toMap(transport -> transport, transport -> code)),
                page.echoes(server, service, transports));
    }

    @Test
    void a_page_of_the_server_has_all_but_scripts_from_its_own_origin() {
        page.open(server, "127.0.0.1");
        assertEchoes(SAME_ORIGIN, PLAIN);
        assertEchoes(SAME_ORIGIN, FRAMED);
        assertEchoes(SAME_ORIGIN, List.of("htmlfile"));
        assertClosed(NONE_LEFT, SAME_ORIGIN, SCRIPT);
    }

    @Test
    void a_page_of_the_server_has_neither_frames_nor_scripts_where_others_are_listed() {
        page.open(server, "127.0.0.1");
        assertEchoes(LIST, PLAIN);
        assertEchoes(LIST, List.of("htmlfile"));
        assertClosed(NONE_LEFT, LIST, FRAMED);
        assertClosed(NONE_LEFT, LIST, SCRIPT);
    }

    @Test
    void a_page_of_the_server_has_everything_where_all_origins_do() {
        page.open(server, "127.0.0.1");
        assertEchoes(ANY, PLAIN);
        assertEchoes(ANY, FRAMED);
        assertEchoes(ANY, List.of("htmlfile"));
        assertEchoes(ANY, SCRIPT);
    }

    @Test
    void a_page_of_another_port_has_nothing_where_only_the_servers_own_do() {
        page.open(other, "127.0.0.1");
        assertClosed(REFUSED, SAME_ORIGIN, PLAIN);
        assertClosed(REFUSED, SAME_ORIGIN, FRAMED);
        assertClosed(REFUSED, SAME_ORIGIN, SCRIPT);
    }

    @Test
    void a_page_of_another_port_that_is_listed_has_neither_frames_nor_scripts() {
        page.open(other, "127.0.0.1");
        assertEchoes(LIST, PLAIN);
        assertClosed(NONE_LEFT, LIST, FRAMED);
        assertClosed(NONE_LEFT, LIST, SCRIPT);
    }

    @Test
    void a_page_that_is_not_listed_has_nothing_where_others_are() {
        page.open(other, "localhost");
        assertClosed(REFUSED, LIST, PLAIN);
        assertClosed(REFUSED, LIST, FRAMED);
        assertClosed(REFUSED, LIST, SCRIPT);
    }

    @Test
    void a_page_of_another_port_has_everything_where_all_origins_do() {
        page.open(other, "127.0.0.1");
        assertEchoes(ANY, PLAIN);
        assertEchoes(ANY, FRAMED);
        assertEchoes(ANY, SCRIPT);
    }
}
