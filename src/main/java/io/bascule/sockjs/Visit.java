package io.bascule.sockjs;

import io.bascule.handshake.EndpointRules;
import io.bascule.handshake.EndpointTable.SockJsMatch;
import io.bascule.handshake.HandshakeOutcome.Accepted;
import io.bascule.handshake.HandshakeOutcome.Refused;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.handshake.OriginPolicy;
import io.bascule.sockjs.HttpExchange.Answer;
import io.bascule.sockjs.SockJsUrl.OfSession;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One request of SockJS and what is answered to it. Used once. */
final class Visit {
    private static final String NOT_CACHED = "no-store, no-cache, no-transform, must-revalidate, max-age=0";
    private static final String TEXT = "text/plain;charset=UTF-8";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String YEAR = "31536000";
    private static final Pattern CALLBACK = Pattern.compile("[0-9A-Za-z_.]{1,64}");
    private static final Pattern PARAMETER = Pattern.compile("([^=]*)=(.*)", Pattern.DOTALL);
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");
    private static final Pattern TIME = Pattern.compile("(^|&)t=\\d+$");
    private static final IframePage IFRAME = new IframePage();

    private final SockJs services;
    private final HttpExchange exchange;
    private final HandshakeRequest request;
    private final SockJsMatch found;
    private final EndpointRules rules;
    private final SockJsOptions options;
    /** Whether the page that asks may come in; written before anybody is asked for more. */
    private boolean admitted;

    Visit(SockJs services, HttpExchange exchange, SockJsMatch found, SockJsOptions options) {
        this.services = services;
        this.exchange = exchange;
        this.request = exchange.request();
        this.found = found;
        this.rules = found.match().rules();
        this.options = options;
    }

    void serve() {
        var url = SockJsUrl.parse(found.rest());
        if (url.isEmpty() || !isServed(url.get())) {
            answer(404, "", "");
        } else if (url.get() instanceof OfSession session) {
            serve(session);
        } else if (url.get() instanceof SockJsUrl.Info) {
            withMethod("GET", true, this::info);
        } else {
            withMethod("GET", false, () -> page(url.get()));
        }
    }

    /** What the origins that may come in leave of the protocol. */
    private boolean isServed(SockJsUrl url) {
        boolean anybody = rules.origins() instanceof OriginPolicy.AnyOrigin;
        if (url instanceof OfSession session) {
            return anybody || !session.transport().isScript();
        }
        return !(url instanceof SockJsUrl.Iframe) || anybody || rules.origins() instanceof OriginPolicy.SameOrigin;
    }

    private void withMethod(String method, boolean cors, Runnable then) {
        if (request.method().equals("OPTIONS") && cors) {
            preflight(method);
        } else if (request.method().equals(method)) {
            then.run();
        } else {
            var allow = cors ? "OPTIONS, " + method : method;
            exchange.answer(new Answer(405, Map.of("Allow", allow), new byte[0]));
        }
    }

    // Pages that know no session.

    private void page(SockJsUrl url) {
        if (url instanceof SockJsUrl.Greeting) {
            answer(200, TEXT, "Welcome to SockJS!\n");
            return;
        }
        var expires = inAYear();
        var kept = request.values("If-None-Match");
        exchange.answer(
                url instanceof SockJsUrl.Library
                        ? IFRAME.library(kept, expires)
                        : IFRAME.page(ownPath(), rules.origins(), kept, expires));
    }

    private String ownPath() {
        var path = found.match().path();
        return exchange.contextPath() + (path.equals("/") ? "" : path);
    }

    private void info() {
        letIn(() -> {
            var headers = headers("application/json;charset=UTF-8");
            long entropy = services.random().nextInt() & 0xffff_ffffL;
            var body = "{\"websocket\":" + options.webSocket() + ",\"cookie_needed\":"
                    + options.cookie().needed() + ",\"origins\":[\"*:*\"],\"entropy\":" + entropy
                    + baseUrl()
                            .map(url -> ",\"base_url\":" + SockJsFrame.quoted(url))
                            .orElse("") + "}";
            exchange.answer(new Answer(200, headers, Transport.bytes(body)));
        });
    }

    /**
     * Where the client is to send the requests of its session: to the node that it has asked, whatever divides them among
     * all. Clients write their own paths behind that of the URL, and do not resolve it: it is absolute, with the query of
     * the application. Empty where nobody knows how the client sees this server.
     */
    private Optional<String> baseUrl() {
        var self = services.elsewhere().self();
        return self.isEmpty()
                ? Optional.empty()
                : services.policy().own(request).map(own -> own + ownPath() + SockJsUrl.NODE + self + ownQuery());
    }

    /** Without what sockjs-client appends so that nothing is cached. */
    private String ownQuery() {
        var query = TIME.matcher(request.query()).replaceFirst("");
        return query.isEmpty() ? "" : "?" + query;
    }

    private void letIn(Runnable then) {
        services.policy().decideVisit(request, found.match()).ifPresentOrElse(this::refuse, () -> admit(then));
    }

    private void admit(Runnable then) {
        admitted = true;
        then.run();
    }

    /** The browser asks whether a page may ask ("CORS"). */
    private void preflight(String method) {
        letIn(() -> {
            var headers = cors();
            headers.put("Access-Control-Allow-Methods", "OPTIONS, " + method);
            headers.put("Access-Control-Max-Age", YEAR);
            request.header("Access-Control-Request-Headers")
                    .filter(names -> !names.isBlank())
                    .ifPresent(names -> headers.put("Access-Control-Allow-Headers", names));
            headers.put("Cache-Control", IframePage.YEAR);
            headers.put("Expires", inAYear());
            exchange.answer(new Answer(204, headers, new byte[0]));
        });
    }

    private String inAYear() {
        var then = services.clock().instant().plus(Duration.ofDays(365));
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(then.atOffset(ZoneOffset.UTC));
    }

    // Requests of a session.

    private void serve(OfSession url) {
        var transport = url.transport();
        if (transport == Transports.WEBSOCKET) {
            withMethod("GET", false, this::noUpgrade);
        } else {
            boolean cors = !transport.needsCallback() && !transport.isScript();
            withMethod(transport.method(), cors, () -> session(url));
        }
    }

    private void noUpgrade() {
        if (options.webSocket()) {
            answer(400, TEXT, "Can \"Upgrade\" only to \"WebSocket\".\n");
        } else {
            answer(404, "", "");
        }
    }

    private void session(OfSession url) {
        if (services.isElsewhere(url.node())) {
            letIn(() -> relay(url));
        } else if (url.transport().sends()) {
            send(url);
        } else if (url.transport().needsCallback()) {
            withCallback(callback -> receive(url, url.transport().receiving(callback)));
        } else {
            receive(url, url.transport().receiving(""));
        }
    }

    /** The session is another node's, which answers. */
    private void relay(OfSession url) {
        if (url.transport().sends()) {
            body(body -> relay(url, body));
        } else {
            relay(url, new byte[0]);
        }
    }

    private void relay(OfSession url, byte[] body) {
        services.elsewhere().serve(url.node(), exchange, body, () -> answer(404, "", ""));
    }

    private void withCallback(Consumer<String> then) {
        var callback = parameter(request.query(), "c").or(() -> parameter(request.query(), "callback"));
        if (callback.isEmpty()) {
            answer(500, TEXT, "\"callback\" parameter required\n");
        } else if (!CALLBACK.matcher(callback.get()).matches()) {
            answer(500, TEXT, "invalid \"callback\" parameter\n");
        } else {
            then.accept(callback.get());
        }
    }

    private void receive(OfSession url, Transport transport) {
        var known = services.session(rules.path(), url.session());
        if (known.isPresent()) {
            letInto(known.get(), () -> attach(known.get(), transport));
            return;
        }
        var outcome = services.policy().decideSession(request, found.match());
        if (outcome instanceof Accepted accepted) {
            admitted = true;
            attach(services.open(url.session(), accepted, options), transport);
        } else {
            refuse((Refused) outcome);
        }
    }

    private void letInto(SockJsSession session, Runnable then) {
        services.policy()
                .decideVisit(request, found.match(), session.handshake())
                .ifPresentOrElse(this::refuse, () -> admit(then));
    }

    private void attach(SockJsSession session, Transport transport) {
        var headers = headers(transport.contentType());
        if (transport instanceof HtmlFile) {
            headers.put("Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'");
        }
        session.attach(new Receiver(exchange, transport, headers, options.streamingBytes()));
    }

    private void send(OfSession url) {
        var session = services.session(rules.path(), url.session());
        if (session.isEmpty()) {
            letIn(() -> answer(404, "", ""));
        } else {
            letInto(session.get(), () -> bring(url.transport(), session.get()));
        }
    }

    private void bring(Transports transport, SockJsSession session) {
        if (session.isPaused()) {
            answer(503, TEXT, "Wait for the answer to what you have sent before.\n");
            return;
        }
        body(body -> bring(transport, session, body));
    }

    private void body(Consumer<byte[]> whole) {
        int most = options.limits().inboundBytes();
        services.room(announced(most))
                .ifPresentOrElse(
                        arrived -> body(most, arrived, whole),
                        () -> answer(503, TEXT, "Too much is being sent at the moment.\n"));
    }

    /** How many bytes the body may have, as far as is known before it comes. */
    private int announced(int most) {
        return request.header("Content-Length")
                .filter(length -> LENGTH.matcher(length).matches())
                .map(length -> Math.min(most, Integer.parseInt(length)))
                .orElse(most);
    }

    private void body(int most, Runnable arrived, Consumer<byte[]> whole) {
        exchange.whenGone(arrived);
        exchange.body(
                most,
                body -> {
                    arrived.run();
                    whole.accept(body);
                },
                () -> {
                    arrived.run();
                    answer(413, TEXT, "At most " + most + " bytes can be sent at once.\n");
                });
    }

    private void bring(Transports transport, SockJsSession session, byte[] body) {
        try {
            var payload = payload(transport, SockJsFrame.text(body));
            if (payload.isEmpty()) {
                answer(500, TEXT, "Payload expected.\n");
                return;
            }
            session.received(SockJsFrame.messages(payload), () -> received(transport));
        } catch (SockJsFrame.Broken broken) {
            answer(500, TEXT, "Broken JSON encoding.\n");
        }
    }

    private void received(Transports transport) {
        if (transport == Transports.JSONP_SEND) {
            answer(200, TEXT, "ok"); // some browsers do strange things on 204
        } else {
            answer(204, TEXT, "");
        }
    }

    private String payload(Transports transport, String body) {
        boolean form = transport == Transports.JSONP_SEND
                && request.header("Content-Type").orElse("").regionMatches(true, 0, FORM, 0, FORM.length());
        return form ? parameter(body, "d").orElse("") : body;
    }

    /** The value of a parameter in a query or a form; none where it cannot be decoded. */
    private static Optional<String> parameter(String form, String name) {
        return Stream.of(form.split("&", -1))
                .map(PARAMETER::matcher)
                .filter(pair -> pair.matches() && pair.group(1).equals(name))
                .map(pair -> pair.group(2))
                .findFirst()
                .flatMap(Visit::decoded);
    }

    private static Optional<String> decoded(String value) {
        try {
            return Optional.of(URLDecoder.decode(value, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    // Answers.

    private void refuse(Refused refused) {
        var headers = new LinkedHashMap<>(refused.headers());
        if (!refused.body().isEmpty()) {
            headers.put("Content-Type", TEXT);
        }
        exchange.answer(new Answer(refused.status(), headers, Transport.bytes(refused.body())));
    }

    private void answer(int status, String type, String body) {
        exchange.answer(new Answer(status, headers(type), Transport.bytes(body)));
    }

    private Map<String, String> headers(String type) {
        var headers = cors();
        if (!type.isEmpty()) {
            headers.put("Content-Type", type);
        }
        headers.put("Cache-Control", NOT_CACHED);
        headers.put("X-Content-Type-Options", "nosniff");
        if (found.rest().chars().filter(c -> c == '/').count() >= 3) {
            options.cookie().set(request).ifPresent(cookie -> headers.put("Set-Cookie", cookie));
        }
        return headers;
    }

    /** Lets the page that asks read the answer. Of one that has not come in nobody knows whether it may. */
    private Map<String, String> cors() {
        var headers = new LinkedHashMap<String, String>();
        var origin = request.header("Origin");
        boolean anybody = rules.origins() instanceof OriginPolicy.AnyOrigin;
        if (origin.isPresent() && (admitted || anybody)) {
            headers.put("Access-Control-Allow-Origin", origin.get());
            headers.put("Access-Control-Allow-Credentials", "true");
            headers.put("Vary", "Origin");
        } else if (anybody) {
            headers.put("Access-Control-Allow-Origin", "*");
        }
        return headers;
    }
}
