package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bascule.it.wire.Tunnel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client @stomp/stompjs, in Chromium, against the conformance server; each test has destinations of its own. Its
 * CONNECT has no {@code host}. The scripts use what {@code tests-it/resources/stompjs/peers.js} offers.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StompJsIT {
    @TempDir
    static Path profile;

    private static ServerUnderTest server;
    private static StompJs stompJs;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(
                Files.isExecutable(PortfolioPage.CHROMIUM) && Files.isExecutable(PortfolioPage.DRIVER),
                "There is no Chromium here for @stomp/stompjs; install it with: apt-get install -y chromium"
                        + " chromium-driver");
        server = ServerUnderTest.startConformance(Map.of());
        stompJs = new StompJs(profile);
    }

    @AfterAll
    static void stop() {
        if (stompJs != null) {
            stompJs.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void leave() {
        stompJs.leaveAll();
    }

    /** What {@code script} returns; PORT is the server's. */
    private static Object run(String script) {
        return stompJs.run(script.replace("PORT", Integer.toString(server.port())));
    }

    @Test
    void its_versions_are_spoken() {
        assertEquals(List.of("1.2", "1.1", "1.0"), run("""
                const spoken = [];
                for (const version of ['1.2', '1.1', '1.0']) {
                  const stompVersions = {supportedVersions: () => version, protocolVersions: () => [`v${version.replace('.', '')}.stomp`]};
                  spoken.push((await connected(PORT, {stompVersions})).client.connectedVersion);
                }
                return spoken;
                """));
    }

    @Test
    void a_topic_reaches_every_subscriber() {
        assertEquals(List.of("hello", "hello"), run("""
                const first = await (await connected(PORT)).subscribe('/topic/js.a');
                const second = await (await connected(PORT)).subscribe('/topic/js.*');
                await (await connected(PORT)).send('/topic/js.a', 'hello');
                return [(await first.next()).body, (await second.next()).body];
                """));
    }

    @Test
    void a_queue_gives_each_message_to_one_in_turn() {
        assertEquals(List.of("1", "2", "3", "4"), run("""
                const first = await (await connected(PORT)).subscribe('/queue/js.turn');
                const second = await (await connected(PORT)).subscribe('/queue/js.turn');
                const sender = await connected(PORT);
                for (const body of ['1', '2', '3', '4']) {
                  await sender.send('/queue/js.turn', body);
                }
                const bodies = [];
                for (const inbox of [first, second, first, second]) {
                  bodies.push((await inbox.next()).body);
                }
                return bodies;
                """));
    }

    @Test
    void what_it_acknowledges_is_settled() {
        assertEquals("news", run("""
                const consumer = await connected(PORT);
                const inbox = await consumer.subscribe('/queue/js.acked', {ack: 'client-individual'});
                const sender = await connected(PORT);
                await sender.send('/queue/js.acked', 'done');
                (await inbox.next()).ack();
                await consumer.leave();
                const next = await (await connected(PORT)).subscribe('/queue/js.acked');
                await sender.send('/queue/js.acked', 'news');
                return (await next.next()).body;
                """));
    }

    @Test
    void an_ack_of_client_mode_settles_all_before_it() {
        assertEquals("3", run("""
                const consumer = await connected(PORT);
                const inbox = await consumer.subscribe('/queue/js.cumulative', {ack: 'client'});
                const sender = await connected(PORT);
                for (const body of ['1', '2', '3']) {
                  await sender.send('/queue/js.cumulative', body);
                }
                await inbox.next();
                (await inbox.next()).ack();
                await consumer.leave();
                const next = await (await connected(PORT)).subscribe('/queue/js.cumulative');
                return (await next.next()).body;
                """));
    }

    @Test
    void what_it_has_not_acknowledged_when_it_goes_comes_to_another() {
        assertEquals(List.of("work", false, "work", "true"), run("""
                const consumer = await connected(PORT);
                const inbox = await consumer.subscribe('/queue/js.left', {ack: 'client'});
                await (await connected(PORT)).send('/queue/js.left', 'work');
                const first = await inbox.next();
                await consumer.leave();
                const again = await (await (await connected(PORT)).subscribe('/queue/js.left')).next();
                return [first.body, 'redelivered' in first.headers, again.body, again.headers.redelivered];
                """));
    }

    @Test
    void what_it_refuses_by_nack_comes_to_another() {
        assertEquals(List.of("work", "true", 0L), run("""
                const inbox = await (await connected(PORT)).subscribe('/queue/js.refused', {ack: 'client-individual'});
                await (await connected(PORT)).send('/queue/js.refused', 'work');
                const refused = await inbox.next();
                const other = await (await connected(PORT)).subscribe('/queue/js.refused', {ack: 'client-individual'});
                refused.nack();
                const again = await other.next();
                return [again.body, again.headers.redelivered, inbox.size];
                """));
    }

    @Test
    void a_transaction_is_done_at_commit_and_nothing_of_it_before() {
        assertEquals(List.of("outside", "1", "2"), run("""
                const inbox = await (await connected(PORT)).subscribe('/topic/js.commit');
                const sender = await connected(PORT);
                const transaction = sender.client.begin();
                await sender.send('/topic/js.commit', '1', {headers: {transaction: transaction.id}});
                await sender.send('/topic/js.commit', '2', {headers: {transaction: transaction.id}});
                await sender.send('/topic/js.commit', 'outside');
                transaction.commit();
                return [(await inbox.next()).body, (await inbox.next()).body, (await inbox.next()).body];
                """));
    }

    @Test
    void a_transaction_that_is_aborted_leaves_nothing() {
        assertEquals("after", run("""
                const inbox = await (await connected(PORT)).subscribe('/topic/js.abort');
                const sender = await connected(PORT);
                const transaction = sender.client.begin();
                await sender.send('/topic/js.abort', 'never', {headers: {transaction: transaction.id}});
                transaction.abort();
                await sender.send('/topic/js.abort', 'after');
                return (await inbox.next()).body;
                """));
    }

    @Test
    void an_ack_in_a_transaction_that_is_aborted_is_taken_back() {
        assertEquals(List.of("work", "true"), run("""
                const consumer = await connected(PORT);
                const inbox = await consumer.subscribe('/queue/js.taken', {ack: 'client-individual'});
                await (await connected(PORT)).send('/queue/js.taken', 'work');
                const transaction = consumer.client.begin();
                (await inbox.next()).ack({transaction: transaction.id});
                transaction.abort();
                await consumer.leave();
                const again = await (await (await connected(PORT)).subscribe('/queue/js.taken')).next();
                return [again.body, again.headers.redelivered];
                """));
    }

    @Test
    void a_disconnect_has_its_receipt() {
        assertEquals(1000L, run("""
                const peer = await connected(PORT);
                await peer.leave();
                return (await peer.ends.next('the end')).code;
                """));
    }

    @Test
    void an_error_is_told_and_ends_the_connection() {
        assertEquals(List.of("There is no transaction 't'; begin it first", 1002L), run("""
                const peer = await connected(PORT);
                peer.client.publish({destination: '/topic/js.error', body: '', headers: {transaction: 't'}});
                return [(await peer.errors.next()).headers.message, (await peer.ends.next('the end')).code];
                """));
    }

    @Test
    void bytes_come_as_they_were_sent() {
        assertEquals(List.of(0L, 1L, 10L, 128L, 255L, 0L), run("""
                const inbox = await (await connected(PORT)).subscribe('/topic/js.bytes');
                await (await connected(PORT)).send('/topic/js.bytes', new Uint8Array([0, 1, 10, 128, 255, 0]));
                return [...(await inbox.next()).binaryBody];
                """));
    }

    @Test
    void text_and_bytes_come_in_the_order_in_which_they_were_sent() {
        assertEquals(List.of("größer", List.of(255L), "kleiner"), run("""
                const inbox = await (await connected(PORT)).subscribe('/topic/js.mixed');
                const sender = await connected(PORT);
                sender.client.publish({destination: '/topic/js.mixed', body: 'größer'});
                sender.client.publish({destination: '/topic/js.mixed', binaryBody: new Uint8Array([255])});
                sender.client.publish({destination: '/topic/js.mixed', body: 'kleiner'});
                return [(await inbox.next()).body, [...(await inbox.next()).binaryBody], (await inbox.next()).body];
                """));
    }

    @Test
    void a_mebibyte_goes_in_one_message() {
        assertEquals(List.of(1_048_576L, true, 1_048_576L, true), run("""
                const inbox = await (await connected(PORT)).subscribe('/topic/js.large');
                const sender = await connected(PORT);
                const text = 'x'.repeat(1 << 20);
                const bytes = Uint8Array.from({length: 1 << 20}, (unused, at) => at * 31);
                await sender.send('/topic/js.large', text);
                await sender.send('/topic/js.large', bytes);
                const first = (await inbox.next()).body;
                const second = (await inbox.next()).binaryBody;
                return [first.length, first === text, second.length, second.every((byte, at) => byte === bytes[at])];
                """));
    }

    @Test
    void a_mebibyte_goes_in_many_messages() {
        assertEquals(true, run("""
                const inbox = await (await connected(PORT)).subscribe('/topic/js.split');
                const sender = await connected(PORT, {splitLargeFrames: true});
                const text = 'ö'.repeat(1 << 19);
                await sender.send('/topic/js.split', text);
                return (await inbox.next()).body === text;
                """));
    }

    @Test
    void heart_beats_of_a_second_keep_a_silent_client() {
        assertEquals(List.of("still here", 0L), run("""
                const peer = await connected(PORT, {heartbeatIncoming: 1000, heartbeatOutgoing: 1000});
                const inbox = await peer.subscribe('/topic/js.beating');
                for (let beat = 0; beat < 5; beat++) {
                  await peer.beats.next('a heart-beat');
                }
                await (await connected(PORT)).send('/topic/js.beating', 'still here');
                return [(await inbox.next()).body, peer.ends.size];
                """));
    }

    @Test
    void a_client_whose_heart_beats_do_not_come_is_closed_and_its_work_given_to_another() throws Exception {
        try (var tunnel = new Tunnel(server.port())) {
            run("""
                    const lost = await connected(TUNNEL, {heartbeatIncoming: 1000, heartbeatOutgoing: 1000});
                    const inbox = await lost.subscribe('/queue/js.beats', {ack: 'client'});
                    await (await connected(PORT)).send('/queue/js.beats', 'work');
                    await inbox.next();
                    window.other = await (await connected(PORT)).subscribe('/queue/js.beats');
                    """.replace("TUNNEL", Integer.toString(tunnel.port())));

            tunnel.stall();

            assertEquals(List.of("work", "true"), run("""
                    const again = await other.next();
                    return [again.body, again.headers.redelivered];
                    """));
        }
    }

    @Test
    void a_server_whose_heart_beats_do_not_come_is_left() throws Exception {
        try (var tunnel = new Tunnel(server.port())) {
            run("""
                    const settings = {heartbeatIncoming: 1000, heartbeatOutgoing: 1000, discardWebsocketOnCommFailure: true};
                    window.leaving = await connected(TUNNEL, settings);
                    """.replace("TUNNEL", Integer.toString(tunnel.port())));

            tunnel.stall();

            run("await leaving.ends.next('the end');");
        }
    }
}
