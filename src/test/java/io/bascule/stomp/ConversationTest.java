package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bascule.application.BrokerMessenger;
import io.bascule.application.Caller;
import io.bascule.application.MessageHandlers;
import io.bascule.application.MessageMapping;
import io.bascule.application.Messenger;
import io.bascule.application.SubscribeMapping;
import io.bascule.broker.InMemoryBroker;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.Connection;
import io.bascule.connection.Part;
import io.bascule.payload.PayloadRules;
import io.bascule.presence.Clients;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.testing.Brokers;
import io.bascule.testing.HeldConnection;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordedLog;
import io.bascule.testing.RecordingConnection;
import java.security.Principal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions with the broker and an application as they are in earnest; only connections, time and threads are not. */
@Timeout(60)
class ConversationTest {
    private static final String SUBSCRIBE = "SUBSCRIBE\nid:7\ndestination:/topic/a\nreceipt:s\n\n^@";
    private static final String SEND = "SEND\ndestination:/topic/a\nreceipt:r\n\nx^@";

    public static final class Application {
        private final Messenger messenger;

        private Application(Messenger messenger) {
            this.messenger = messenger;
        }

        @SubscribeMapping("/positions")
        public List<String> positions(Caller caller) {
            return List.of("BTC of " + caller.user().orElse("nobody"));
        }

        @MessageMapping("/trade")
        public void trade(String order, Caller caller) {
            messenger.toUser(caller.user().orElseThrow(), "/queue/orders", order);
        }

        @MessageMapping("/mistake")
        public void mistake(String order, Caller caller) {
            messenger.toConnection(caller.connection(), "/queue/errors", order);
        }

        @MessageMapping("/fail")
        public void fail() {
            throw new IllegalStateException("secret of the house");
        }
    }

    /** One connection of a user to the server of this test. */
    private final class Tab {
        private final RecordingConnection connection;
        private final StompSession session;

        private Tab(String id, String user) {
            this(new RecordingConnection(id, RecordingConnection.handshake(Optional.of(principal(user)))), c -> c);
        }

        private Tab(RecordingConnection connection, UnaryOperator<Connection> wrapping) {
            this.connection = connection;
            session = stomp.create(connection.handshake());
            session.opened(wrapping.apply(connection));
            sends("CONNECT\naccept-version:1.2\n\n^@");
            connection.seen();
        }

        private Tab sends(String text) {
            session.received(Part.text(text.replace("^@", "\0")), true);
            return this;
        }

        /** Sends, and tells what the client sees when the application has done its work. */
        private List<String> hears(String text) {
            sends(text);
            work();
            return connection.seen();
        }
    }

    private final ManualTime time = new ManualTime();
    private final InMemoryBroker broker = Brokers.inMemory();
    private final Queue<Runnable> handlers = new ArrayDeque<>();
    private final Messenger messenger = new BrokerMessenger(broker, new ObjectMapper(), () -> "m", handlers::add);
    private final Stomp stomp = new Stomp(
            StompOptions.STANDARD,
            broker,
            new Clients(Runnable::run),
            handlers::add,
            time,
            time,
            DestinationRules.of(Rule.send("/topic/**", Who.ANYONE), Rule.send("/queue/**", Who.ANYONE)),
            SlowClientRules.NONE,
            Login.OF_HANDSHAKE);

    ConversationTest() {
        var application = new MessageHandlers(broker, new ObjectMapper(), PayloadRules.NONE, () -> "m", Runnable::run);
        application.add(List.of(new Application(messenger)));
        broker.serve(MessageHandlers.PREFIX, application);
    }

    private static Principal principal(String name) {
        return () -> name;
    }

    private void work() {
        for (var task = handlers.poll(); task != null; task = handlers.poll()) {
            task.run();
        }
    }

    @Test
    void what_is_sent_after_the_receipt_of_a_subscription_arrives() {
        var ann = new Tab("c1", "ann");
        var bob = new Tab("c2", "bob");
        assertEquals(List.of("RECEIPT\nreceipt-id:s\n\n^@"), ann.hears(SUBSCRIBE));
        assertEquals(List.of("RECEIPT\nreceipt-id:r\n\n^@"), bob.hears(SEND));
        assertEquals(
                List.of("MESSAGE\nsubscription:7\ndestination:/topic/a\nmessage-id:c2-1\ncontent-length:1\n\nx^@"),
                ann.connection.seen());
    }

    @Test
    void ones_own_message_comes_before_its_receipt() {
        assertEquals(
                List.of(
                        "RECEIPT\nreceipt-id:s\n\n^@",
                        "MESSAGE\nsubscription:7\ndestination:/topic/a\nmessage-id:c1-1\ncontent-length:1\n\nx^@",
                        "RECEIPT\nreceipt-id:r\n\n^@"),
                new Tab("c1", "ann").hears(SUBSCRIBE + SEND));
    }

    @Test
    void the_receipt_of_a_topic_waits_for_that_of_the_application_before_it() {
        var ann = new Tab("c1", "ann");
        ann.sends("SEND\ndestination:/app/trade\nreceipt:1\n\n^@" + SEND);
        assertEquals(List.of(), ann.connection.seen());
        work();
        assertEquals(List.of("RECEIPT\nreceipt-id:1\n\n^@", "RECEIPT\nreceipt-id:r\n\n^@"), ann.connection.seen());
    }

    @Test
    void the_receipt_of_unsubscribe_waits_for_a_message_that_another_thread_is_sending() throws Exception {
        var recording = new RecordingConnection("c1");
        var held = new HeldConnection(recording);
        var ann = new Tab(recording, connection -> held);
        ann.hears(SUBSCRIBE);
        held.hold();
        var publisher = new Thread(() -> messenger.send("/topic/a", "x"));
        publisher.start();
        held.awaitHeld();
        assertEquals(List.of(), ann.hears("UNSUBSCRIBE\nid:7\nreceipt:u\n\n^@"));
        held.release();
        publisher.join();
        assertEquals(
                List.of(
                        "MESSAGE\nsubscription:7\ndestination:/topic/a\nmessage-id:m\ncontent-length:1\n\nx^@",
                        "RECEIPT\nreceipt-id:u\n\n^@"),
                ann.connection.seen());
    }

    @Test
    void no_message_comes_after_the_receipt_of_unsubscribe_however_others_publish() throws Exception {
        var ann = new Tab("c1", "ann");
        var over = new AtomicBoolean();
        var publishers = Executors.newFixedThreadPool(2);
        for (int i = 0; i < 2; i++) {
            publishers.execute(() -> {
                while (!over.get()) {
                    messenger.send("/topic/a", "x");
                }
            });
        }
        for (int i = 0; i < 2_000; i++) {
            ann.sends("SUBSCRIBE\nid:" + i + "\ndestination:/topic/a\n\n^@UNSUBSCRIBE\nid:" + i + "\nreceipt:" + i
                    + "\n\n^@");
        }
        over.set(true);
        publishers.shutdown();
        assertTrue(publishers.awaitTermination(10, TimeUnit.SECONDS));
        var ended = -1;
        for (var frame : ann.connection.seen()) {
            if (frame.startsWith("RECEIPT\nreceipt-id:")) {
                ended = number(frame, "receipt-id:");
            } else {
                assertTrue(number(frame, "subscription:") > ended, frame);
            }
        }
        assertEquals(1_999, ended);
    }

    private static int number(String frame, String header) {
        var value = frame.substring(frame.indexOf(header) + header.length());
        return Integer.parseInt(value.substring(0, value.indexOf('\n')));
    }

    @Test
    void a_subscription_to_the_application_is_answered_once() {
        var ann = new Tab("c1", "ann");
        assertEquals(
                List.of(
                        "MESSAGE\nsubscription:1\ndestination:/app/positions\nmessage-id:m\n"
                                + "content-type:application/json\ncontent-length:14\n\n[\"BTC of ann\"]^@",
                        "RECEIPT\nreceipt-id:p\n\n^@"),
                ann.hears("SUBSCRIBE\nid:1\ndestination:/app/positions\nreceipt:p\n\n^@"));
        assertEquals(List.of("RECEIPT\nreceipt-id:u\n\n^@"), ann.hears("UNSUBSCRIBE\nid:1\nreceipt:u\n\n^@"));
    }

    @Test
    void an_answer_that_comes_after_unsubscribe_is_not_sent() {
        assertEquals(
                List.of("RECEIPT\nreceipt-id:u\n\n^@"),
                new Tab("c1", "ann")
                        .hears("SUBSCRIBE\nid:1\ndestination:/app/positions\n\n^@"
                                + "UNSUBSCRIBE\nid:1\nreceipt:u\n\n^@"));
    }

    @Test
    void a_failure_of_the_application_is_an_error_and_1011_without_a_receipt_and_logged_once() {
        try (var log = RecordedLog.of(StompSession.class)) {
            assertEquals(
                    Client.error(
                            1011,
                            "Internal error",
                            "receipt-id:f\n",
                            "The frame was 'SEND [destination:/app/fail, receipt:f] and 0 bytes'."),
                    new Tab("c1", "ann").hears("SEND\ndestination:/app/fail\nreceipt:f\n\n^@" + SEND));
            assertEquals(1, log.thrown().size());
            assertEquals("SEVERE c1: SEND to '/app/fail' failed", log.lines().get(0));
        }
    }

    @Test
    void what_a_user_is_sent_reaches_all_its_tabs_and_nobody_else() {
        var tab = new Tab("c1", "ann");
        var second = new Tab("c2", "ann");
        var bob = new Tab("c3", "bob");
        for (var each : List.of(tab, second, bob)) {
            each.hears("SUBSCRIBE\nid:1\ndestination:/user/queue/orders\n\n^@");
        }
        var order = List.of("MESSAGE\nsubscription:1\ndestination:/user/queue/orders\nmessage-id:m\n"
                + "content-length:3\n\nbuy^@");
        assertEquals(order, tab.hears("SEND\ndestination:/app/trade\n\nbuy^@"));
        assertEquals(order, second.connection.seen());
        assertEquals(List.of(), bob.connection.seen());
    }

    @Test
    void what_one_tab_is_sent_reaches_that_tab_alone() {
        var tab = new Tab("c1", "ann");
        var second = new Tab("c2", "ann");
        for (var each : List.of(tab, second)) {
            each.hears("SUBSCRIBE\nid:1\ndestination:/user/queue/errors\n\n^@");
        }
        assertEquals(
                List.of("MESSAGE\nsubscription:1\ndestination:/user/queue/errors\nmessage-id:m\n"
                        + "content-length:3\n\nbad^@"),
                second.hears("SEND\ndestination:/app/mistake\n\nbad^@"));
        assertEquals(List.of(), tab.connection.seen());
    }

    @Test
    void nothing_reaches_a_client_that_is_gone_and_a_queue_goes_on_with_the_next() {
        var ann = new Tab("c1", "ann");
        ann.hears("SUBSCRIBE\nid:1\ndestination:/user/queue/orders\n\n^@SUBSCRIBE\nid:2\ndestination:/queue/q\n\n^@"
                + SUBSCRIBE);
        ann.session.closed(CloseStatus.ABNORMAL);
        assertEquals(
                0,
                messenger
                        .toUser("ann", "/queue/orders", "x")
                        .toCompletableFuture()
                        .join());
        var bob = new Tab("c2", "bob");
        bob.hears("SEND\ndestination:/queue/q\n\nx^@" + SEND);
        assertEquals(List.of(), ann.connection.seen());
        assertEquals(1, bob.hears("SUBSCRIBE\nid:2\ndestination:/queue/q\n\n^@").size());
    }

    @Test
    void work_of_a_client_goes_on_in_order_while_it_sends_more() {
        var ann = new Tab("c1", "ann");
        ann.hears("SUBSCRIBE\nid:1\ndestination:/user/queue/orders\n\n^@");
        for (int i = 0; i < 10; i++) {
            ann.sends("SEND\ndestination:/app/trade\n\n" + i + "^@");
        }
        work();
        var bodies = new ArrayList<String>();
        ann.connection.seen().forEach(frame -> bodies.add(frame.substring(frame.indexOf("\n\n") + 2)));
        assertEquals(List.of("0^@", "1^@", "2^@", "3^@", "4^@", "5^@", "6^@", "7^@", "8^@", "9^@"), bodies);
    }
}
