package io.bascule.stomp;

import io.bascule.broker.BrokerMessage;
import io.bascule.connection.CloseStatus;
import io.bascule.connection.Part;
import io.bascule.presence.Clients;
import io.bascule.testing.ManualTime;
import io.bascule.testing.RecordingConnection;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One client of a STOMP server, who writes frames with {@code ^@} for NUL. */
final class Client {
    static final StompOptions OPTIONS = StompOptions.STANDARD;

    final ManualTime time = new ManualTime();
    final FakeBroker broker = new FakeBroker();
    final Clients clients = new Clients(Runnable::run);
    final RecordingConnection connection;
    final StompSession session;

    Client() {
        this(OPTIONS, DestinationRules.of(DestinationRules.Rule.send("/topic/**", DestinationRules.Who.ANYONE)));
    }

    Client(StompOptions options, DestinationRules rules) {
        this(options, rules, Login.OF_HANDSHAKE, Optional.empty());
    }

    Client(SlowClientRules slow) {
        this(OPTIONS, DestinationRules.of(), slow, Login.OF_HANDSHAKE, Optional.empty());
    }

    Client(StompOptions options, DestinationRules rules, Login login, Optional<Principal> principal) {
        this(options, rules, SlowClientRules.NONE, login, principal);
    }

    private Client(
            StompOptions options,
            DestinationRules rules,
            SlowClientRules slow,
            Login login,
            Optional<Principal> principal) {
        var handshake = RecordingConnection.handshake(principal);
        connection = new RecordingConnection("c1", handshake);
        session = new Stomp(options, broker, clients, Runnable::run, time, time, rules, slow, login).create(handshake);
        session.opened(connection);
    }

    /** A client that has connected and heard so. */
    static Client speaking(String version) {
        var client = new Client();
        client.connect(version);
        return client;
    }

    void connect(String version) {
        hears("CONNECT\naccept-version:" + version + "\nhost:h\n\n^@");
    }

    /** Sends a text message and tells what came back. */
    List<String> hears(String text) {
        session.received(Part.text(text.replace("^@", "\0")), true);
        return connection.seen();
    }

    /** Lets time pass and tells what came meanwhile. */
    List<String> hearsAfter(int millis) {
        time.advance(Duration.ofMillis(millis));
        return connection.seen();
    }

    /** What comes when the broker has a message of text. */
    List<String> hearsOf(String destination, String body) {
        return hearsOf(BrokerMessage.text("m1", destination, Map.of(), body));
    }

    List<String> hearsOf(BrokerMessage message) {
        broker.deliver(message);
        return connection.seen();
    }

    void goesAway() {
        session.closed(CloseStatus.ABNORMAL);
    }

    /** The ERROR frame to {@code refused}, and the close behind it. */
    static List<String> error(int code, String message, String headers, String about) {
        var body = message + "\n" + about + "\n";
        return List.of(
                "ERROR\nmessage:" + message.replace("\\", "\\\\").replace(":", "\\c") + "\ncontent-type:text/plain\n"
                        + headers + "content-length:" + body.getBytes(StandardCharsets.UTF_8).length + "\n\n" + body
                        + "^@",
                "CLOSE " + code + " " + message);
    }
}
