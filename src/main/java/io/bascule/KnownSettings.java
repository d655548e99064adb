package io.bascule;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which settings there are, and how their names are read. */
final class KnownSettings {
    static final String ENDPOINT = "endpoint.";

    static final String CONFLATE = "conflate.";

    /** Behind each of them stands the pattern of the destinations that the setting is about. */
    private static final List<String> BY_PATTERN =
            List.of(CONFLATE, BrokerSettings.HISTORY, RightsSettings.SEND, RightsSettings.SUBSCRIBE);

    private static final String PATTERN = "<pattern>";

    /** Every setting there is, in the order of the README. */
    static final List<Setting> ALL = List.of(
            new Setting("host", "127.0.0.1", "address", "The address the standalone server binds to."),
            new Setting("port", "8080", "0 to 65535", "Its port; 0 takes a free one."),
            new Setting("contextPath", "/bascule", "path", "The path everything lies under; / is the root."),
            new Setting(
                            "origins",
                            "same",
                            "same, *, or a list",
                            "Whose pages may open a connection: this server's own, all, or its own and those listed.")
                    .perEachEndpoint(),
            new Setting(
                            "origins.check",
                            "",
                            "class name",
                            "The OriginPolicy.Check of the application that decides about origins instead of a list.")
                    .perEachEndpoint(),
            new Setting(
                            "origins.credentials",
                            "false",
                            "true or false",
                            "With origins=*: whether foreign pages act as the user who opened them.")
                    .perEachEndpoint(),
            new Setting(
                            "requireOrigin",
                            "false",
                            "true or false",
                            "Whether a client without an Origin header, which no browser is, is refused.")
                    .perEachEndpoint(),
            new Setting(
                    "hosts",
                    "localhost,127.0.0.1,[::1]",
                    "list, or *",
                    "The names under which a server bound to loopback may be called (against DNS rebinding)."),
            new Setting(
                    "trustedProxies",
                    "",
                    "list of addresses or CIDR ranges",
                    "Whose Forwarded and X-Forwarded-* headers are believed."),
            new Setting(
                            "subprotocols.order",
                            "client",
                            "client, server or required",
                            "Whose order decides; required refuses a client that speaks none of ours.")
                    .perEachEndpoint(),
            new Setting(
                            "subprotocols.chooser",
                            "",
                            "class name",
                            "The Subprotocols.Chooser of the application that decides instead of an order.")
                    .perEachEndpoint(),
            new Setting(
                            "sessionAttributes",
                            "",
                            "names, or *",
                            "Which attributes of the HTTP session are copied to the connection.")
                    .perEachEndpoint(),
            new Setting(
                            "sessionAttributes.id",
                            "",
                            "name",
                            "The attribute of the connection that gets the id of the HTTP session.")
                    .perEachEndpoint(),
            new Setting(
                            "sessionAttributes.create",
                            "false",
                            "true or false",
                            "Whether a client that has no HTTP session gets one.")
                    .perEachEndpoint(),
            new Setting(
                            "interceptors",
                            "",
                            "class names",
                            "The HandshakeInterceptors of the application, asked in this order.")
                    .perEachEndpoint(),
            new Setting(
                            "principals",
                            "",
                            "class name",
                            "The EndpointRules.PrincipalResolver of the application that says who a client is.")
                    .perEachEndpoint(),
            new Setting(
                            "principals.attribute",
                            "",
                            "name",
                            "The attribute of the HTTP session that is the user's name; it is copied to the connection, too.")
                    .perEachEndpoint(),
            new Setting(
                            "extensions",
                            "",
                            "names",
                            "Extensions such as permessage-deflate that may be agreed on where the container has them.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs",
                            "false",
                            "true or false",
                            "Whether clients that cannot open a WebSocket come in by SockJS.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs.requireOrigin",
                            "true",
                            "true or false",
                            "Whether a POST of SockJS that names no Origin is refused, unless origins=*.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs.websocket",
                            "true",
                            "true or false",
                            "Whether SockJS clients are told to try a WebSocket first.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs.cookie",
                            "",
                            "name",
                            "The cookie by which a load balancer keeps SockJS clients at one node; none by default.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs.heartBeat",
                            "25s",
                            "time",
                            "After how long without anything else SockJS sends a heart-beat.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs.disconnectDelay",
                            "5s",
                            "time",
                            "How long a SockJS session lives without a request that waits for messages.")
                    .perEachEndpoint(),
            new Setting(
                            "sockjs.streaming.bytes",
                            "128KiB",
                            "bytes",
                            "After how many bytes a streaming answer of SockJS ends, and the next one begins.")
                    .perEachEndpoint(),
            new Setting(
                    "handlers.threads",
                    "auto",
                    "number, or auto",
                    "How many threads run application code; auto is 4 for each processor, at least 8."),
            new Setting("message.bytes", "64KiB", "bytes", "The largest message in, all its fragments together.")
                    .perEachEndpoint(),
            new Setting("outbox.bytes", "512KiB", "bytes", "How much may wait to be sent to one client.")
                    .perEachEndpoint(),
            new Setting("outbox.messages", "1000", "number", "How many messages may wait to be sent to one client.")
                    .perEachEndpoint(),
            new Setting(
                            "overflow",
                            "close",
                            "policy, pattern=policy, …",
                            "What happens to MESSAGEs when more would wait: close, drop-oldest or drop-newest.")
                    .perEachEndpoint(),
            new Setting(
                            CONFLATE + PATTERN,
                            "",
                            "destination, or header:name",
                            "Whether a newer MESSAGE takes the place of one that waits, and of which.")
                    .perEachEndpoint(),
            new Setting(
                            "send.deadline",
                            "10s",
                            "time",
                            "How long one send, or one answer of HTTP, may take before the client is cut off.")
                    .perEachEndpoint(),
            new Setting("idle", "60s", "time", "How long a client may be silent; it is asked at half of it. 0 is off.")
                    .perEachEndpoint(),
            new Setting("firstMessage", "30s", "time", "How long a STOMP client may take to send CONNECT.")
                    .perEachEndpoint(),
            new Setting(
                    "connections",
                    "10000",
                    "number",
                    "How many connections there may be; who comes then is refused with 503."),
            new Setting(
                    "connections.perAddress",
                    "none",
                    "number, or none",
                    "How many for one address, or for one IPv6 network of 64 bits; 429."),
            new Setting(
                    "connections.perUser",
                    "none",
                    "number, or none",
                    "How many for one user whom the handshake knows; 429."),
            new Setting(
                    "session.keepAlive",
                    "false",
                    "true or false",
                    "Whether a message from a client keeps its HTTP session alive, as a request does."),
            new Setting("http.request", "10s", "time", "How long a client may take to send an HTTP request."),
            new Setting(
                    "http.connections",
                    "1000",
                    "number",
                    "How many TCP connections there may be beside connections, for HTTP; what comes then is closed at once."),
            new Setting("http.idle", "30s", "time", "How long an HTTP connection is kept between two requests."),
            new Setting(
                    "shutdown.window",
                    "3s",
                    "time up to 4s",
                    "How long the closing of all clients may take at shutdown; then they are cut off."),
            new Setting(
                            "token.key",
                            "",
                            "file",
                            "What bearer tokens are verified with: a JWK set, public keys as PEM, or a secret. Without it there are none.")
                    .perEachEndpoint(),
            new Setting(
                            "token.algorithms",
                            "",
                            "list",
                            "How tokens may be signed: RS256, PS256, ES256, HS256, or these with 384 or 512.")
                    .perEachEndpoint(),
            new Setting("token.issuer", "", "text", "Who has issued them: their claim iss.").perEachEndpoint(),
            new Setting("token.audience", "", "text", "Whom they are for: one of their claim aud.").perEachEndpoint(),
            new Setting("token.user", "sub", "claim", "Which of their claims is the user's name.").perEachEndpoint(),
            new Setting(
                            "token.roles",
                            "",
                            "claim",
                            "Which has the user's roles, for instance groups, scope or realm_access.roles.")
                    .perEachEndpoint(),
            new Setting(
                            RightsSettings.SEND + PATTERN,
                            "",
                            "anyone, user, nobody, or role:name, …",
                            "Who may SEND there, where code has no rule; otherwise clients send to /app only.")
                    .perEachEndpoint(),
            new Setting(
                            RightsSettings.SUBSCRIBE + PATTERN,
                            "",
                            "anyone, user, nobody, or role:name, …",
                            "Who may SUBSCRIBE to that, where code has no rule; otherwise anyone may.")
                    .perEachEndpoint(),
            new Setting("stomp.requireHost", "false", "true or false", "Whether CONNECT needs a host header."),
            new Setting("stomp.command.bytes", "16", "bytes", "The longest command line of a STOMP frame.")
                    .perEachEndpoint(),
            new Setting("stomp.headers", "100", "number", "How many headers a STOMP frame may have.").perEachEndpoint(),
            new Setting("stomp.header.bytes", "8KiB", "bytes", "The longest header line of a STOMP frame.")
                    .perEachEndpoint(),
            new Setting("stomp.headers.bytes", "16KiB", "bytes", "All header lines of a STOMP frame together.")
                    .perEachEndpoint(),
            new Setting("stomp.body.bytes", "64KiB", "bytes", "The largest body of a STOMP frame.").perEachEndpoint(),
            new Setting("stomp.subscriptions", "1000", "number", "How many subscriptions a STOMP client may have.")
                    .perEachEndpoint(),
            new Setting(
                            "stomp.destinations",
                            "1000",
                            "number",
                            "To how many queues and topics a STOMP client may send.")
                    .perEachEndpoint(),
            new Setting(
                            "stomp.unacknowledged",
                            "10000",
                            "number",
                            "How many messages may wait for the acks of one STOMP client; at least queue.prefetch.")
                    .perEachEndpoint(),
            new Setting("stomp.transactions", "10", "number", "How many transactions a STOMP client may have begun.")
                    .perEachEndpoint(),
            new Setting("stomp.transaction.frames", "1000", "number", "How many frames a STOMP transaction may hold.")
                    .perEachEndpoint(),
            new Setting(
                            "stomp.transaction.bytes",
                            "256KiB",
                            "bytes",
                            "How much all transactions of one STOMP client may hold.")
                    .perEachEndpoint(),
            new Setting(
                    "destinations",
                    "10000",
                    "number",
                    "How many queues there may be, and how many topics with a history."),
            new Setting("queue.messages", "1000", "number", "How many messages a queue holds; more are refused."),
            new Setting("queue.bytes", "4MiB", "bytes", "How much they may take; more is refused."),
            new Setting("queues.bytes", "64MiB", "bytes", "How much all queues together may take; more is refused."),
            new Setting(
                    "queue.redeliveries",
                    "5",
                    "number",
                    "How often a message that is refused (NACK) comes back before it is a dead letter."),
            new Setting(
                    "queue.deadLetters", "/queue/dead-letters", "destination", "The queue that dead letters go to."),
            new Setting(
                    "queue.prefetch",
                    "100",
                    "number",
                    "How many messages a subscription that does not say may have unacknowledged; at most queue.prefetch.most."),
            new Setting("queue.prefetch.most", "1000", "number", "How many it may say."),
            new Setting("queue.temporary", "16", "number", "How many temporary queues a connection may have."),
            new Setting(
                    "unacknowledged.bytes",
                    "64MiB",
                    "bytes",
                    "How much all topics together keep for clients that acknowledge; a subscription beyond it ends."),
            new Setting(
                    "history.bytes",
                    "64MiB",
                    "bytes",
                    "How much all histories together may take; then the topic longest without a message loses its oldest."),
            new Setting(
                    BrokerSettings.HISTORY + PATTERN,
                    "",
                    "number, or header:name",
                    "What of a topic is kept for late subscribers: the last messages, or the last for each value."),
            new Setting(
                    "node",
                    "",
                    "name",
                    "What this node is called, the same after a restart; where there is none, one is made up."),
            new Setting(
                    "backplane.url",
                    "",
                    "URL",
                    "The Artemis broker that connects the nodes, for instance tcp://10.0.0.7:61616. Without one there is this node only."),
            new Setting(
                    "backplane.jndi",
                    "",
                    "JNDI name",
                    "In place of backplane.url: the connection factory of the server that leads to the broker."),
            new Setting(
                    "backplane.local",
                    "",
                    "destinations",
                    "Which topics and queues every node has for itself, patterns with commas."),
            new Setting(
                    "backplane.bytes",
                    "16MiB",
                    "bytes",
                    "How much waits for the broker when it cannot be reached; more is refused."),
            new Setting(
                    "secret",
                    "",
                    "32 characters or more",
                    "What the demonstration signs its logins with, the same at every node; made up where there is none."),
            new Setting("portfolio", "true", "true or false", "Whether the demonstration is served."),
            new Setting(
                    "portfolio.speed", "60", "number", "How many times faster than in 2013 the trades are replayed."),
            new Setting(
                    "portfolio.database",
                    "",
                    "memory, file:folder, jdbc:…, or java:…",
                    "Where the demonstration keeps accounts and orders; without one where it finds a place."),
            new Setting("dev", "false", "true or false", "Whether a refused client is told which setting refuses it."));

    private KnownSettings() {}

    /** @throws BadSetting if there is no setting of this name, for an endpoint where it is of one */
    static void check(String name) {
        var plain = name.startsWith(ENDPOINT) ? ofEndpoint(name) : Optional.of(name);
        if (plain.filter(text -> !text.endsWith(PATTERN))
                .flatMap(KnownSettings::named)
                .filter(setting -> setting.perEndpoint() || !name.startsWith(ENDPOINT))
                .isEmpty()) {
            throw BadSetting.unknown(name);
        }
    }

    /** The setting that {@code endpoint.<path>.<setting>} sets, if there is such a one. */
    static Optional<String> ofEndpoint(String name) {
        if (!name.startsWith(ENDPOINT + "/")) {
            return Optional.empty();
        }
        var begin = BY_PATTERN.stream()
                .map(prefix -> name.indexOf("." + prefix + "/"))
                .filter(at -> at >= 0)
                .min(Comparator.naturalOrder());
        if (begin.isPresent()) {
            return Optional.of(name.substring(begin.get() + 1));
        }
        return ALL.stream()
                .filter(Setting::perEndpoint)
                .map(Setting::name)
                .filter(setting -> name.endsWith("." + setting))
                .findFirst();
    }

    static Optional<Setting> named(String name) {
        var listed = BY_PATTERN.stream()
                .filter(prefix -> name.startsWith(prefix + "/"))
                .findFirst()
                .map(prefix -> prefix + PATTERN)
                .orElse(name);
        return ALL.stream().filter(setting -> setting.name().equals(listed)).findFirst();
    }
}
