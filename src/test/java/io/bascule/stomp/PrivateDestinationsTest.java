package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.BrokerMessage;
import io.bascule.broker.InMemoryBroker;
import io.bascule.broker.Recipient;
import io.bascule.connection.Part;
import io.bascule.presence.Clients;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.testing.Brokers;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordingConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is one user's alone, attacked by another who may do whatever rules can allow. */
class PrivateDestinationsTest {
    private static final DestinationRules OPEN = DestinationRules.of(
            Rule.subscribe("/**", Who.ANYONE),
            Rule.send("/user/*/queue/chat", Who.ANYONE),
            Rule.send("/queue/requests", Who.ANYONE),
            Rule.send("/reply-queue/*", Who.ANYONE));

    private final InMemoryBroker broker = Brokers.inMemory();
    private final ManualTime time = new ManualTime();
    private final Session ann = new Session("c1", "ann");
    private final Session mallory = new Session("c2", "mallory");

    private final class Session {
        private final RecordingConnection connection;
        private final StompSession stomp;

        Session(String id, String user) {
            var handshake = RecordingConnection.handshake(Optional.of(() -> user));
            connection = new RecordingConnection(id, handshake);
            stomp = new Stomp(
                            Client.OPTIONS,
                            broker,
                            new Clients(Runnable::run),
                            Runnable::run,
                            time,
                            time,
                            OPEN,
                            SlowClientRules.NONE,
                            Login.OF_HANDSHAKE)
                    .create(handshake);
            stomp.opened(connection);
            hears("CONNECT\naccept-version:1.2\n\n");
        }

        List<String> hears(String frame) {
            stomp.received(Part.text(frame + "\0"), true);
            return connection.seen();
        }

        List<String> subscribes(String destination) {
            return hears("SUBSCRIBE\nid:1\nreceipt:r\ndestination:" + destination + "\n\n");
        }
    }

    private void tell(String user, String destination) {
        var told = BrokerMessage.text("m", destination, Map.of(), "a secret");
        broker.publish(new Recipient.User(user), told).toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/user/ann/queue/orders",
                "/user/ann%2Fqueue/orders",
                "/user/%61nn/queue/orders",
                "/User/queue/orders",
                "/user/queue/orders-userc1",
                "/user/queue/orders-user-ann",
                "/queue/orders-userc1",
                "/topic/orders-userc1",
                "/user/c1/queue/orders",
                "/user/queue/../ann/queue/orders",
                "/user/../user/ann/queue/orders",
                "/user//queue/orders",
                "/user/queue//orders",
                "/user/./queue/orders",
                "/user/queue/orders/",
                "//user/queue/orders",
                "/user%2Fann/queue/orders",
                "/user/ann/queue/orders%00",
                "/user/ann.queue.orders",
                "/user.ann.queue.orders",
                "/user.queue.orders",
                ".user.queue.orders",
                "user/queue/orders",
                "/user/**",
                "/user/*/queue/orders",
                "/user/*/*/*",
                "/user/queue/*",
                "/user/queue/**",
                "/user/topic/**",
                "/*/ann/queue/orders",
                "/*/queue/orders",
                "/**",
                "/**/orders",
                "/*/**",
                "/user/*",
                "/*",
                "/user.**",
                "/**/*",
                "/user/queue/orders ",
                " /user/queue/orders",
                "/user/queue/ORDERS",
                "/user/queue/orders\\\\r",
                "/temp-queue/ann",
                "/temp-queue/orders",
                "/topic/**",
                "/queue/**",
                "/queue/orders"
            })
    void nobody_hears_what_is_for_another(String wanted) {
        ann.subscribes("/user/queue/orders");
        mallory.subscribes(wanted);
        tell("ann", "/user/queue/orders");
        assertEquals(1, ann.connection.seen().size());
        assertEquals(
                List.of(),
                mallory.connection.seen().stream()
                        .filter(frame -> frame.startsWith("MESSAGE"))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/user/ann/queue/orders",
                "/user/ann/queue/orders/",
                "/user/ann/queue/chat/../orders",
                "/user/ann/queue.orders",
                "/user/ann.queue/orders",
                "/user/*/queue/chat",
                "/user/**",
                "/user/ann/queue/*",
                "/user/queue/orders",
                "/user/ann%2Fqueue/orders",
                "/user//ann/queue/orders",
                "/user/ann//queue/orders",
                "/user/ann/queue/chat%2F../orders",
                "/topic/a",
                "/queue/a",
                "/USER/ann/queue/orders",
                "/user/ANN/queue/orders",
                "/user/c1/queue/orders",
                "/user/ann%00/queue/orders"
            })
    void nobody_sends_to_another_where_no_rule_allows_it(String wanted) {
        ann.subscribes("/user/queue/orders");
        mallory.hears("SEND\ndestination:" + wanted + "\n\nforged");
        assertEquals(List.of(), ann.connection.seen());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/temp-queue/answers",
                "/reply-queue/answers",
                "/reply-queue/c1",
                "/reply-queue/secret1",
                "/reply-queue/*",
                "/reply-queue/**",
                "/temp-queue/*",
                "/temp-queue/**",
                "/temp-queue/../reply-queue/secret1",
                "/queue/secret1",
                "/queue/reply-queue/secret1",
                "/*/*",
                "/**"
            })
    void nobody_hears_the_answer_to_anothers_request(String wanted) {
        var worker = new Session("c3", "worker");
        worker.subscribes("/queue/requests");
        ann.subscribes("/temp-queue/answers");
        ann.hears("SEND\ndestination:/queue/requests\nreply-to:/temp-queue/answers\n\n?");
        var address = header("reply-to", worker.connection.seen().get(0));
        mallory.subscribes(wanted);
        worker.hears("SEND\ndestination:" + address + "\n\nanswer");
        assertEquals(1, ann.connection.seen().size());
        assertEquals(
                List.of(),
                mallory.connection.seen().stream()
                        .filter(frame -> frame.startsWith("MESSAGE"))
                        .toList());
    }

    private static String header(String name, String frame) {
        return frame.lines()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1);
    }

    @Test
    void what_a_rule_allows_arrives_as_the_receivers_own() {
        ann.subscribes("/user/queue/chat");
        mallory.hears("SEND\ndestination:/user/ann/queue/chat\nuser-name:bob\nsubscription:7\nmessage-id:9\n\nhello");
        var heard = ann.connection.seen().get(0);
        assertTrue(heard.startsWith("MESSAGE\nsubscription:1\n"), heard);
        assertTrue(heard.contains("\ndestination:/user/queue/chat\n"), heard);
    }

    @Test
    void a_sender_does_not_learn_whether_a_user_is_there() {
        var send = "SEND\nreceipt:r\ndestination:/user/%s/queue/chat\n\nhello";
        assertEquals(mallory.hears(send.formatted("nobody")), mallory.hears(send.formatted("ann")));
    }

    @Test
    void names_that_differ_only_in_case_or_blanks_are_two_users() {
        for (var name : List.of("ANN", "ann ", " ann", "Ann", "ann\u200b", "\u0430nn")) {
            var other = new Session("c3", name);
            other.subscribes("/user/queue/orders");
            tell("ann", "/user/queue/orders");
            assertEquals(List.of(), other.connection.seen(), name);
        }
    }
}
