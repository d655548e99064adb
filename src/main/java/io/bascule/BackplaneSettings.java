package io.bascule;

import io.bascule.backplane.Backplane;
import io.bascule.backplane.Ledger;
import io.bascule.backplane.Node;
import io.bascule.backplane.Station;
import io.bascule.broker.DestinationPattern;
import io.bascule.broker.DestinationRefused;
import io.bascule.broker.OtherNodes;
import io.bascule.server.messaging.Factories;
import io.bascule.server.messaging.JmsBackplane;
import io.bascule.server.messaging.JmsBackplane.NameTaken;
import io.bascule.server.messaging.JmsBackplane.Surroundings;
import io.bascule.server.messaging.JmsQueues;
import io.bascule.server.messaging.Renamed;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what is set about other nodes. */
final class BackplaneSettings {
    private static final String URL = "backplane.url";
    private static final String JNDI = "backplane.jndi";
    private static final String LOCAL = "backplane.local";
    private static final String NODE = "node";
    private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*");

    /** What carries the messages; the node is admitted before anything is taken from a queue. */
    record Running(JmsBackplane backplane, JmsQueues queues) {
        /** Says what is left to say, and ends their threads. */
        void close() {
            queues.close();
            backplane.close();
        }
    }

    private final BasculeOptions options;

    private BackplaneSettings(BasculeOptions options) {
        this.options = options;
    }

    static BackplaneSettings of(BasculeOptions options) {
        return new BackplaneSettings(options);
    }

    /** @throws BadSetting if one cannot be read, or two contradict each other */
    void check() {
        waitingBytes();
        staying();
        name();
        options.read("", JNDI, "nothing, or nothing for backplane.url", jndi -> {
            if (!jndi.isEmpty() && !text(URL).isEmpty()) {
                throw new IllegalArgumentException("the broker is that of backplane.url");
            }
            return jndi;
        });
    }

    private boolean isOn() {
        return !text(URL).isEmpty() || !text(JNDI).isEmpty();
    }

    private String text(String name) {
        return options.read("", name, "text", text -> text);
    }

    private int waitingBytes() {
        return options.bytes("", "backplane.bytes");
    }

    private String name() {
        return options.read("", NODE, "letters, digits, '.', '_' and '-', at most 64", text -> {
            if (!text.isEmpty() && !Node.isName(text)) {
                throw new IllegalArgumentException("it is no name");
            }
            return text;
        });
    }

    private List<DestinationPattern> staying() {
        return options.read("", LOCAL, "destinations such as /topic/price.**, with commas between them", text -> {
            return Stream.of(SEPARATOR.split(text))
                    .filter(one -> !one.isEmpty())
                    .map(BackplaneSettings::pattern)
                    .toList();
        });
    }

    private static DestinationPattern pattern(String text) {
        try {
            return DestinationPattern.parse(text);
        } catch (DestinationRefused refused) {
            throw new IllegalArgumentException(String.valueOf(refused.getMessage()), refused);
        }
    }

    /** This node's end of the backplane; empty where none is set. */
    Optional<Station> station(Clockwork clockwork, RandomGenerator random) {
        if (!isOn()) {
            return Optional.empty();
        }
        var name = name().isEmpty() ? "node-" + Long.toString(random.nextLong(1L << 40), 36) : name();
        var self = new Node(name, Math.max(1, clockwork.clock().millis()));
        return Optional.of(
                new Station(self, Station.Limits.of(waitingBytes(), isKept()), clockwork.ticker()::nanoTime));
    }

    /** Whether the broker keeps what comes for this node: only for one whose name is the same after a restart. */
    private boolean isKept() {
        return !name().isEmpty();
    }

    OtherNodes others(Backplane backplane, Ledger ledger) {
        return new OtherNodes(backplane, ledger, staying());
    }

    Ledger ledger(Station station) {
        return new Ledger(station, waitingBytes());
    }

    /** @throws BadSetting if the broker is not one, or another node has the name of this one */
    Running start(Station station, Ledger ledger, Clockwork clockwork, RandomGenerator random) {
        var name = text(URL).isEmpty() ? JNDI : URL;
        var factory = options.read(
                "",
                name,
                "tcp://host:61616, or the JNDI name of a connection factory as backplane.jndi",
                text -> name.equals(URL) ? Factories.artemis(text) : Factories.named(text));
        try {
            var surroundings = new Surroundings(clockwork.writers(), clockwork.ticker()::nanoTime, random);
            return new Running(
                    JmsBackplane.start(station, isKept(), factory, surroundings),
                    JmsQueues.start(ledger, factory, surroundings));
        } catch (NameTaken taken) {
            throw BadSetting.value(
                    NODE,
                    station.self().name(),
                    "a name of its own for each node",
                    new IllegalArgumentException(taken.getMessage(), taken));
        } catch (Renamed renamed) {
            throw BadSetting.value(
                    name,
                    text(name),
                    "one with enable-amq1-prefix=false (server-configs/wildfly/backplane.cli)",
                    new IllegalArgumentException(renamed.getMessage(), renamed));
        }
    }
}
