package io.bascule.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.connection.CloseStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that come to east for sessions of west. */
class RelayedSessionTest {
    private static final String SESSION = "/~west/0/s/";

    private final TwoNodes nodes;
    private final Service west;
    private final Service east;

    RelayedSessionTest() throws InterruptedException {
        nodes = new TwoNodes();
        west = nodes.west;
        east = nodes.east;
    }

    private Exchange atEast(String transport, String body) throws InterruptedException {
        var exchange = east.post(SESSION + transport, body);
        nodes.carry();
        return exchange;
    }

    private Exchange open() throws InterruptedException {
        return atEast("xhr", "");
    }

    @Test
    void info_tells_the_client_to_name_the_node() {
        assertTrue(
                west.get("/info").body().endsWith(",\"base_url\":\"http://localhost:8080/shop/prices/~west\"}"),
                west.get("/info")::body);
    }

    @Test
    void the_query_of_the_application_goes_along_and_the_time_of_the_client_does_not() {
        assertTrue(west.get("/info?a=1&b=2&t=1700000000000").body().endsWith("/prices/~west?a=1&b=2\"}"));
        assertTrue(west.get("/info?t=1700000000000").body().endsWith("/prices/~west\"}"));
    }

    @Test
    void a_node_alone_tells_no_url() {
        assertFalse(new Service().get("/info").body().contains("base_url"));
    }

    @Test
    void a_client_that_names_the_node_it_asks_is_served_there() {
        assertEquals("o\n", west.post(SESSION + "xhr").body());
        assertEquals(1, west.sockJs().sessions());
    }

    @Test
    void a_node_alone_does_not_mind_which_node_is_named() {
        assertEquals("o\n", new Service().post(SESSION + "xhr").body());
    }

    @Test
    void a_poll_opens_the_session_at_the_node_it_names() throws Exception {
        var poll = open();
        assertEquals("o\n", poll.body());
        assertEquals(200, poll.status());
        assertEquals("application/javascript;charset=UTF-8", poll.header("Content-Type"));
        assertEquals(Service.OWN, poll.header("Access-Control-Allow-Origin"));
        assertEquals(
                List.of(1, 0), List.of(west.sockJs().sessions(), east.sockJs().sessions()));
    }

    @Test
    void a_poll_waits_for_a_message() throws Exception {
        open();
        var poll = atEast("xhr", "");
        assertEquals(0, poll.status());
        west.send("hallo");
        nodes.carry();
        assertEquals("a[\"hallo\"]\n", poll.body());
    }

    @Test
    void a_send_is_received_and_answered() throws Exception {
        open();
        assertEquals(204, atEast("xhr_send", "[\"a\",\"b\"]").status());
        assertEquals("[a, b]", west.received.toString());
    }

    @Test
    void a_send_that_cannot_be_read_is_answered_as_its_node_does() throws Exception {
        open();
        var broken = atEast("xhr_send", "[\"a");
        assertEquals(500, broken.status());
        assertEquals("Broken JSON encoding.\n", broken.body());
    }

    @Test
    void a_send_to_a_session_that_its_node_does_not_have_is_404() throws Exception {
        assertEquals(404, atEast("xhr_send", "[\"a\"]").status());
    }

    @Test
    void a_send_that_is_too_large_does_not_travel() throws Exception {
        open();
        var large = east.post(SESSION + "xhr_send", "[\"" + "a".repeat(10_000) + "\"]");
        assertEquals(413, large.status());
    }

    @Test
    void a_stream_carries_frame_after_frame() throws Exception {
        var stream = atEast("xhr_streaming", "");
        assertEquals("o\n", stream.frames());
        west.send("1");
        nodes.carry();
        west.send("2");
        nodes.carry();
        assertEquals("o\na[\"1\"]\na[\"2\"]\n", stream.frames());
        assertFalse(stream.isEnded());
    }

    @Test
    void a_client_that_does_not_read_gets_no_more() throws Exception {
        var stream = atEast("xhr_streaming", "");
        stream.stall();
        west.send("1");
        nodes.carry();
        west.send("2");
        nodes.carry();
        assertEquals("o\na[\"1\"]\n", stream.frames());
        stream.read();
        nodes.carry();
        assertEquals("o\na[\"1\"]\na[\"2\"]\n", stream.frames());
    }

    @Test
    void a_client_that_stops_reading_is_ended_by_the_send_deadline_as_any_other() throws Exception {
        nodes.sendDeadline(Duration.ofSeconds(20));
        var stream = atEast("xhr_streaming", "");
        stream.stall();
        west.send("1");
        nodes.carry();
        nodes.pass(Duration.ofSeconds(19));
        assertEquals(List.of(), west.ends);
        nodes.pass(Duration.ofSeconds(1));
        assertEquals(
                List.of(CloseStatus.POLICY.because("reads too slowly: a send took more than 20 s (send.deadline)")),
                west.ends);
    }

    @Test
    void a_client_that_stops_reading_is_ended_by_the_bounds_of_the_outbox_as_any_other() throws Exception {
        var stream = atEast("xhr_streaming", "");
        stream.stall();
        for (int more = 0; west.ends.isEmpty(); more++) {
            assertTrue(more < 102, "more waits than outbox.messages");
            west.send("1");
            nodes.carry();
        }
        assertEquals(1008, west.ends.get(0).code());
    }

    @Test
    void a_full_stream_ends_and_the_next_goes_on() throws Exception {
        var stream = atEast("xhr_streaming", "");
        west.send("x".repeat(200));
        nodes.carry();
        assertTrue(stream.isEnded());
        west.send("more");
        assertEquals("a[\"more\"]\n", atEast("xhr", "").body());
    }

    @Test
    void a_client_that_breaks_off_there_is_gone_here() throws Exception {
        var stream = atEast("xhr_streaming", "");
        stream.breakOff();
        nodes.carry();
        assertEquals(
                "[1006]", west.ends.stream().map(end -> end.code()).toList().toString());
    }

    @Test
    void the_same_user_goes_on_wherever_the_request_comes() throws Exception {
        west.login("ann");
        west.post(SESSION + "xhr");
        assertEquals(404, atEast("xhr_send", "[\"stranger\"]").status());
        east.login("ann");
        assertEquals(204, atEast("xhr_send", "[\"ann\"]").status());
        assertEquals("[ann]", west.received.toString());
    }

    @Test
    void a_foreign_page_is_refused_where_it_asks() {
        east.header("Origin", "http://evil.example");
        assertEquals(403, east.post(SESSION + "xhr").status());
    }

    @Test
    void a_script_gets_its_callback() throws Exception {
        nodes.letAnybodyIn();
        var script = east.get(SESSION + "jsonp?c=go");
        nodes.carry();
        assertEquals("/**/go(\"o\");\r\n", script.body());
    }

    @Test
    void a_node_that_is_not_there_is_404_at_once() {
        assertEquals(404, east.post("/~north/0/s/xhr").status());
        assertEquals(404, east.post("/~north/0/s/xhr_send", "[\"a\"]").status());
        assertEquals(0, east.sockJs().sessions());
    }

    @Test
    void a_poll_whose_node_dies_is_404_and_a_stream_ends() throws Exception {
        open();
        var poll = atEast("xhr", "");
        var stream = east.post("/~west/0/t/xhr_streaming");
        nodes.carry();
        nodes.cutWestOff();
        nodes.pass(Duration.ofSeconds(16));
        assertEquals(404, poll.status());
        assertTrue(stream.isEnded());
    }

    @Test
    void a_session_whose_client_is_at_a_node_that_dies_is_over() throws Exception {
        atEast("xhr_streaming", "");
        nodes.cutWestOff();
        nodes.pass(Duration.ofSeconds(16));
        assertEquals(
                "[1006]", west.ends.stream().map(end -> end.code()).toList().toString());
    }

    @Test
    void a_request_that_gets_lost_is_404_at_the_next_look() throws Exception {
        nodes.lost = departure -> !departure.kept();
        var poll = atEast("xhr", "");
        nodes.lost = departure -> false;
        nodes.pass(Duration.ofSeconds(5));
        assertEquals(404, poll.status());
        assertEquals(0, west.sockJs().sessions());
    }

    @Test
    void an_answer_that_gets_lost_is_404_at_the_next_look() throws Exception {
        open();
        var poll = atEast("xhr", "");
        nodes.lost = departure -> true;
        west.send("lost");
        nodes.carry();
        nodes.lost = departure -> false;
        nodes.pass(Duration.ofSeconds(5));
        assertEquals(404, poll.status());
    }

    @Test
    void a_frame_that_gets_lost_ends_the_session_at_the_send_deadline() throws Exception {
        var stream = atEast("xhr_streaming", "");
        nodes.lost = departure -> true;
        west.send("lost");
        nodes.carry();
        nodes.lost = departure -> false;
        nodes.pass(Duration.ofSeconds(10));
        assertEquals(1, west.ends.size());
        nodes.pass(Duration.ofSeconds(10));
        assertTrue(stream.isEnded());
    }

    @Test
    void when_too_much_waits_for_the_broker_a_request_is_404() throws Exception {
        open();
        assertEquals(
                0,
                east.post(SESSION + "xhr_send", "[\"" + "a".repeat(9_900) + "\"]")
                        .status());
        assertEquals(404, east.post(SESSION + "xhr_send", "[\"b\"]").status());
    }
}
