package io.bascule;

import io.bascule.broker.BrokerLimits;
import io.bascule.broker.BrokerLimits.History;
import io.bascule.broker.BrokerLimits.Retention;
import io.bascule.broker.DestinationPattern;
import io.bascule.broker.DestinationRefused;

/** Reads what is set about the broker. */
final class BrokerSettings {
    /** The beginning of a setting's name, as that of the other settings by pattern. */
    static final String HISTORY = "history.";

    private static final String HEADER = "header:";
    private static final int MOST = 1_000_000;
    private static final DestinationPattern TOPICS = DestinationPattern.parse("/topic/**");
    private static final DestinationPattern USERS = DestinationPattern.parse("/user/**");

    private BrokerSettings() {}

    /** @throws BadSetting if one cannot be read */
    static BrokerLimits limits(BasculeOptions options) {
        int mostPrefetch = options.number("", "queue.prefetch.most", 1, MOST);
        return new BrokerLimits(
                options.number("", "destinations", 1, 10_000_000),
                options.number("", "queue.messages", 1, MOST),
                options.bytes("", "queue.bytes"),
                options.bytes("", "queues.bytes"),
                options.number("", "queue.redeliveries", 0, MOST),
                options.read("", "queue.deadLetters", "a queue such as /queue/dead-letters", BrokerSettings::queue),
                options.number("", "queue.prefetch", 1, mostPrefetch),
                mostPrefetch,
                options.bytes("", "unacknowledged.bytes"),
                options.number("", "queue.temporary", 1, MOST),
                options.bytes("", "history.bytes"),
                options.histories().stream().map(name -> history(options, name)).toList());
    }

    private static String queue(String text) {
        var queue = readable(text);
        if (queue.isWild() || !DestinationPattern.parse("/queue/**").covers(queue)) {
            throw new IllegalArgumentException("it is no queue");
        }
        return text;
    }

    private static History history(BasculeOptions options, String name) {
        return options.read(
                "",
                name,
                "it as in history./topic/chat.**=100, or with =header:name",
                text -> new History(topics(name.substring(name.indexOf('/'))), retention(text)));
    }

    private static DestinationPattern topics(String text) {
        var topics = readable(text);
        if (!TOPICS.covers(topics) && !USERS.covers(topics)) {
            throw new IllegalArgumentException("only topics and what is for users have a history");
        }
        return topics;
    }

    private static DestinationPattern readable(String text) {
        try {
            return DestinationPattern.parse(text);
        } catch (DestinationRefused refused) {
            throw new IllegalArgumentException(String.valueOf(refused.getMessage()), refused);
        }
    }

    private static Retention retention(String text) {
        if (!text.startsWith(HEADER)) {
            return new Retention.Last(SettingText.within(Integer.parseInt(text), 1, 100_000));
        }
        var name = text.substring(HEADER.length()).strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("it names no header");
        }
        return new Retention.LastOfEach(name);
    }
}
