package io.bascule;

import io.bascule.connection.ConnectionLimits;
import io.bascule.stomp.SlowClientRules;
import io.bascule.stomp.SlowClientRules.Conflation;
import io.bascule.stomp.StompOptions;
import io.bascule.stomp.frame.FrameLimits;
import java.util.Map;

/** Reads what is set about STOMP at one endpoint. */
final class StompSettings {
    private final BasculeOptions options;
    private final String endpoint;

    private StompSettings(BasculeOptions options, String endpoint) {
        this.options = options;
        this.endpoint = endpoint;
    }

    static StompSettings at(BasculeOptions options, String endpoint) {
        return new StompSettings(options, endpoint);
    }

    /** @throws BadSetting if one cannot be read */
    StompOptions options() {
        var standard = StompOptions.STANDARD;
        var connection = options.limits(endpoint);
        return new StompOptions(
                frames(),
                limits(connection),
                options.truth("stomp.requireHost"),
                standard.heartBeat(),
                connection.firstMessage(),
                standard.linger(),
                standard.server());
    }

    private FrameLimits frames() {
        return new FrameLimits(
                options.bytes(endpoint, "stomp.command.bytes"),
                options.number(endpoint, "stomp.headers", 1, 10_000),
                options.bytes(endpoint, "stomp.header.bytes"),
                options.bytes(endpoint, "stomp.headers.bytes"),
                options.bytes(endpoint, "stomp.body.bytes"));
    }

    private StompOptions.Limits limits(ConnectionLimits connection) {
        return new StompOptions.Limits(
                options.number(endpoint, "stomp.subscriptions", 1, 1_000_000),
                options.number(endpoint, "stomp.destinations", 1, 1_000_000),
                options.number(
                        endpoint, "stomp.unacknowledged", options.broker().prefetch(), 1_000_000),
                options.number(endpoint, "stomp.transactions", 1, 1_000_000),
                options.number(endpoint, "stomp.transaction.frames", 1, 1_000_000),
                options.bytes(endpoint, "stomp.transaction.bytes"),
                connection.inboundMessages(),
                connection.inboundBytes());
    }

    /** What may become of the messages for the clients of {@code endpoint} that read too slowly. */
    SlowClientRules slowClients() {
        var overflow = options.read(
                endpoint,
                "overflow",
                "close, drop-oldest or drop-newest, for some also as /topic/chat.**=drop-oldest",
                SlowClientRules::parse);
        return conflations(endpoint).orElse(conflations("")).orElse(overflow);
    }

    private SlowClientRules conflations(String where) {
        var rules = SlowClientRules.NONE;
        for (var setting : options.byPattern(where, KnownSettings.CONFLATE).entrySet()) {
            rules = conflation(setting, BasculeOptions.pattern(setting.getKey(), KnownSettings.CONFLATE), rules);
        }
        return rules;
    }

    private static SlowClientRules conflation(
            Map.Entry<String, String> setting, String pattern, SlowClientRules before) {
        try {
            return before.conflate(pattern, Conflation.parse(setting.getValue().strip()));
        } catch (IllegalArgumentException wrong) {
            throw BadSetting.value(
                    setting.getKey(),
                    setting.getValue(),
                    "it as in conflate./topic/price.**=destination, or with =header:name",
                    wrong);
        }
    }
}
