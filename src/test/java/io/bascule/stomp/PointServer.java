package io.bascule.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.broker.BrokerLimits;
import io.bascule.broker.DestinationPattern;
import io.bascule.broker.InMemoryBroker;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.Part;
import io.bascule.presence.Clients;
import io.bascule.stomp.DestinationRules.Rule;
import io.bascule.stomp.DestinationRules.Who;
import io.bascule.testing.Brokers;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordingConnection;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The server for the points of STOMP's check list: sessions and broker in earnest, connections and time by hand. Anybody
 * may send to topics but {@code /topic/closed}, to queues, to reply queues, to users, and to {@code /nowhere}, which the broker does not
 * have; frames are written with {@code ^@} for NUL.
 */
final class PointServer {
    /** One client. */
    static final class Peer {
        final RecordingConnection connection;
        private final StompSession session;

        private Peer(RecordingConnection connection, StompSession session) {
            this.connection = connection;
            this.session = session;
        }

        /** Sends a text message, and tells what has come since this was last asked. */
        List<String> hears(String frames) {
            session.received(Part.text(frames.replace("^@", "\0")), true);
            return seen();
        }

        List<String> hears(byte[] binary) {
            receives(Part.binary(binary));
            return seen();
        }

        void receives(Part message) {
            session.received(message, true);
        }

        List<String> seen() {
            return connection.seen();
        }

        /** The only frame that has come. */
        Seen only() {
            var seen = seen();
            assertEquals(1, seen.size(), seen::toString);
            return new Seen(seen.get(0));
        }

        void isGone() {
            session.closed(CloseStatus.ABNORMAL);
        }

        /** Fails unless the answer is an ERROR with this message, and then the end. */
        Seen refused(int code, String message, String frames) {
            var seen = hears(frames);
            assertEquals(2, seen.size(), seen::toString);
            var error = new Seen(seen.get(0));
            assertTrue(error.text().startsWith("ERROR\n"), error::text);
            assertEquals("CLOSE " + code + " " + message, seen.get(1));
            assertEquals(List.of(), hears("\nSEND\ndestination:/topic/a\nreceipt:late\n\n^@"));
            return error;
        }
    }

    /** A frame as it came. */
    record Seen(String text) {
        /** The value of the first header of this name as it was written; empty when there is none. */
        Optional<String> header(String name) {
            return Arrays.stream(text.substring(0, text.indexOf("\n\n")).split("\n", -1))
                    .filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst();
        }

        String body() {
            return text.substring(text.indexOf("\n\n") + 2, text.length() - 2);
        }
    }

    final ManualTime time = new ManualTime();
    final InMemoryBroker broker;
    private final StompOptions options;
    private int connections;

    PointServer() {
        this(StompOptions.STANDARD);
    }

    PointServer(StompOptions options) {
        this(options, BrokerLimits.STANDARD);
    }

    private PointServer(StompOptions options, BrokerLimits limits) {
        this.options = options;
        this.broker = Brokers.of(limits, time);
    }

    /** Whose topics that {@code topics} covers have a history. */
    static PointServer keeping(String topics, BrokerLimits.Retention retention) {
        var l = BrokerLimits.STANDARD;
        return new PointServer(
                StompOptions.STANDARD,
                new BrokerLimits(
                        l.destinations(),
                        l.queueMessages(),
                        l.queueBytes(),
                        l.allQueuesBytes(),
                        l.redeliveries(),
                        l.deadLetters(),
                        l.prefetch(),
                        l.mostPrefetch(),
                        l.unacknowledgedBytes(),
                        l.replyQueues(),
                        l.historyBytes(),
                        List.of(new BrokerLimits.History(DestinationPattern.parse(topics), retention))));
    }

    /** With little room for each client, and a minute's patience for CONNECT. */
    static PointServer small(StompOptions.Limits limits) {
        var o = StompOptions.STANDARD;
        return new PointServer(new StompOptions(
                o.frames(), limits, false, o.heartBeat(), Duration.ofMinutes(1), o.linger(), o.server()));
    }

    /** A client that has sent nothing yet. */
    Peer open(Optional<Principal> user) {
        var connection = new RecordingConnection("c" + ++connections, RecordingConnection.handshake(user));
        var session = new Stomp(
                        options,
                        broker,
                        new Clients(Runnable::run),
                        Runnable::run,
                        time,
                        time,
                        DestinationRules.of(
                                Rule.send("/topic/closed", Who.NOBODY),
                                Rule.send("/topic/**", Who.ANYONE),
                                Rule.send("/queue/**", Who.ANYONE),
                                Rule.send("/reply-queue/*", Who.ANYONE),
                                Rule.send("/nowhere/**", Who.ANYONE),
                                Rule.send("/user/**", Who.ANYONE)),
                        SlowClientRules.NONE,
                        Login.OF_HANDSHAKE)
                .create(connection.handshake());
        session.opened(connection);
        return new Peer(connection, session);
    }

    Peer open() {
        return open(Optional.empty());
    }

    /** One that has connected. */
    Peer speaking(String version) {
        return connected(open(), version);
    }

    /** One that has connected and whom the handshake knows. */
    Peer speaking(String version, String user) {
        return connected(open(Optional.of(() -> user)), version);
    }

    private static Peer connected(Peer peer, String version) {
        var answer = peer.hears("CONNECT\naccept-version:" + version + "\nhost:h\n\n^@");
        assertTrue(answer.get(0).startsWith("CONNECTED\nversion:" + version + "\n"), answer::toString);
        return peer;
    }

    /** One that has subscribed, with the id 7. */
    Peer subscribed(String version, String destination, String... headers) {
        var peer = speaking(version);
        var more = headers.length == 0 ? "" : String.join("\n", headers) + "\n";
        assertEquals(
                List.of("RECEIPT\nreceipt-id:s\n\n^@"),
                peer.hears("SUBSCRIBE\nid:7\nreceipt:s\ndestination:" + destination + "\n" + more + "\n^@"));
        return peer;
    }

    /** Fails unless a SEND of {@code version} with these header lines comes to a subscriber of 1.2. */
    Seen passedOn(String version, String headersAndBody) {
        var receiver = subscribed("1.2", "/topic/a");
        assertEquals(List.of(), speaking(version).hears("SEND\ndestination:/topic/a\n" + headersAndBody));
        return receiver.only();
    }

    static byte[] bytes(String frame) {
        return frame.replace("^@", "\0").getBytes(StandardCharsets.UTF_8);
    }
}
