package io.bascule.handshake;

import io.bascule.handshake.HandshakeOutcome.Refused;
import io.bascule.handshake.TrustedProxies.Arrival;
import io.bascule.handshake.TrustedProxies.ForwardedRefused;
import io.bascule.refusal.Refusal;
import io.bascule.refusal.Refusal.Step;
import io.bascule.refusal.Refusals;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a client comes in, in this order and the same on every server:
 * <ol>
 *   <li>is there an endpoint at the path? 404
 *   <li>is it the opening handshake of RFC 6455 section 4.2.1? 405, 400, 426
 *   <li>is this server called by a name it answers to? 403
 *   <li>do trusted proxies say one thing? 403
 *   <li>may the page that asks come in (RFC 6455 section 10.2)? 403
 *   <li>is there room for one more connection, in all and from its address? 503, 429
 *   <li>do the application's interceptors agree? their status
 *   <li>is there a subprotocol, where one is required? 400
 *   <li>and who is it, with which attributes?
 *   <li>may that user have one more connection? 429
 * </ol>
 *
 * <p>Each refusal is kept in {@link Refusals}, which has it logged. Any thread; blocks only as long as the application's own
 * code does.
 */
public final class HandshakePolicy {
    private final EndpointTable endpoints;
    private final TrustedProxies proxies;
    private final AllowedHosts hosts;
    private final Places places;
    private final Refusals refusals;
    private final boolean dev;

    /**
     * The policy of one server.
     *
     * @param endpoints read at each request, so that endpoints can still be added
     * @param hosts {@link AllowedHosts#LOOPBACK} where only this machine reaches the server
     * @param places of its connections
     * @param dev whether the client is told what would let it in; not for the public
     */
    public HandshakePolicy(
            EndpointTable endpoints,
            TrustedProxies proxies,
            AllowedHosts hosts,
            Places places,
            Refusals refusals,
            boolean dev) {
        this.endpoints = endpoints;
        this.proxies = proxies;
        this.hosts = hosts;
        this.places = places;
        this.refusals = refusals;
        this.dev = dev;
    }

    /**
     * The outcome for one request. Never throws for what a client sent or what the application's own code threw.
     *
     * @return empty when the request neither is for an endpoint nor may open a WebSocket in any container; it goes on to
     *     the servlets
     */
    public Optional<HandshakeOutcome> decide(HandshakeRequest request) {
        var match = endpoints.match(request.path());
        if (match.isPresent()) {
            return Optional.of(opening(request, match.get()));
        }
        return request.mayUpgrade() ? Optional.of(noEndpoint(request)) : Optional.empty();
    }

    /**
     * The outcome for a request that {@link #decide} leaves to the servlets: they too are asked by no name but ours.
     *
     * @return empty when it may go on
     */
    public Optional<HandshakeOutcome> otherRequest(HandshakeRequest request) {
        return noHost(request)
                .or(() -> wrongHost(request))
                .map(refusal -> refused(request, "", request.remoteAddress(), Step.HOST, refusal));
    }

    /** Keeps what a server had to refuse before or behind {@link #decide}, and returns what the client is answered. */
    public Refused refused(HandshakeRequest request, Step step, Refused refused) {
        var endpoint =
                endpoints.match(request.path()).map(match -> match.rules().path());
        return refused(request, endpoint.orElse(""), request.remoteAddress(), step, refused);
    }

    /** One Host that can be read is owed in HTTP/1.1 (RFC 9112 section 3.2); without it no name can be checked. */
    private static Optional<Refused> noHost(HandshakeRequest request) {
        var sent = request.lines("Host");
        if (sent.size() == 1 && AllowedHosts.ANY.allows(sent.get(0))) {
            return Optional.empty();
        }
        return Optional.of(new Refused(
                400, "One Host header is needed.\n", "Host is " + HandshakeRequest.printable(sent.toString()), ""));
    }

    private HandshakeOutcome noEndpoint(HandshakeRequest request) {
        var paths = endpoints.rules().stream().map(EndpointRules::path).toList();
        return refused(
                request,
                "",
                request.remoteAddress(),
                Step.PATH,
                new Refused(
                        404,
                        "There is no WebSocket here.\n",
                        "no endpoint has this path; below the context path there are " + paths,
                        ""));
    }

    private HandshakeOutcome opening(HandshakeRequest request, EndpointTable.Match match) {
        var endpoint = match.rules().path();
        var malformed = OpeningRules.refusal(request);
        if (malformed.isPresent()) {
            return refused(request, endpoint, request.remoteAddress(), Step.REQUEST, malformed.get());
        }
        var misnamed = wrongHost(request);
        if (misnamed.isPresent()) {
            return refused(request, endpoint, request.remoteAddress(), Step.HOST, misnamed.get());
        }
        try {
            return arrived(request, match, proxies.arrival(request));
        } catch (ForwardedRefused contradiction) {
            return refused(
                    request, endpoint, request.remoteAddress(), Step.PROXY, contradicted(request, contradiction));
        }
    }

    private static Refused contradicted(HandshakeRequest request, ForwardedRefused contradiction) {
        return new Refused(
                403,
                "The proxy in front of this server is not set up rightly.\n",
                String.valueOf(contradiction.getMessage()),
                "let the proxy " + request.remoteAddress()
                        + " set either Forwarded or X-Forwarded-*, and remove what clients send of both");
    }

    private Optional<Refused> wrongHost(HandshakeRequest request) {
        var host = request.header("Host").orElse("");
        if (hosts.allows(host)) {
            return Optional.empty();
        }
        return Optional.of(new Refused(
                403,
                "This server is not called by that name.\n",
                "Host " + HandshakeRequest.printable(host) + " is not one of " + hosts + " in bascule.hosts",
                "bascule.hosts=" + hosts.with(Origin.at("http", host).host())));
    }

    private HandshakeOutcome arrived(HandshakeRequest request, EndpointTable.Match match, Arrival arrival) {
        var rules = match.rules();
        var refusal = asked(request, rules, arrival);
        if (refusal.isPresent()) {
            return refused(request, rules.path(), arrival.client(), Step.ORIGIN, refusal.get());
        }
        var known = anonymous(request, rules, arrival) ? request.withoutCredentials() : request;
        return placed(known, match, arrival);
    }

    /** The place is taken before the application is asked, so that one client cannot keep all its threads busy. */
    private HandshakeOutcome placed(HandshakeRequest request, EndpointTable.Match match, Arrival arrival) {
        var place = places.next(arrival.client());
        var full = place.take();
        if (full.isPresent()) {
            return refused(request, match.rules().path(), arrival.client(), Step.LIMIT, full.get());
        }
        var application = new ApplicationSteps(request, match, arrival.client(), place);
        var outcome = application.outcome();
        if (outcome instanceof Refused refused) {
            place.unopened();
            return refused(request, match.rules().path(), arrival.client(), application.refusedAt(), refused);
        }
        place.admitted();
        return outcome;
    }

    /** Whether the page may come in may be decided by the application's own code. */
    private Optional<Refused> asked(HandshakeRequest request, EndpointRules rules, Arrival arrival) {
        try {
            return wrongOrigin(request, rules, arrival);
        } catch (Throwable broken) { // whatever the application throws, the client gets an answer
            return Optional.of(ApplicationSteps.failed(rules, broken));
        }
    }

    private Optional<Refused> wrongOrigin(HandshakeRequest request, EndpointRules rules, Arrival arrival) {
        var sent = request.lines("Origin");
        if (sent.isEmpty()) {
            return rules.requireOrigin() ? Optional.of(noOrigin(rules)) : Optional.empty();
        }
        if (sent.size() > 1) {
            return Optional.of(severalOrigins(sent));
        }
        if (sent.get(0).equals("null")) {
            return rules.origins().allowsNull()
                    ? Optional.empty()
                    : Optional.of(foreign(compared("null", rules, arrival), remedy("null", rules)));
        }
        Origin page;
        try {
            page = Origin.parse(sent.get(0));
        } catch (IllegalArgumentException garbage) {
            var shown = HandshakeRequest.printable(sent.get(0));
            return Optional.of(foreign("Origin " + shown + " cannot be read: " + garbage.getMessage(), ""));
        }
        return wrongOrigin(page, request, rules, arrival);
    }

    private Optional<Refused> wrongOrigin(Origin page, HandshakeRequest request, EndpointRules rules, Arrival arrival) {
        if (rules.origins().allows(page, arrival.own())) {
            return Optional.empty();
        }
        var remedy = remedy(page.toString(), rules);
        return Optional.of(foreign(compared(page.toString(), rules, arrival), remedy + orTrust(page, request, rules)));
    }

    private static Refused noOrigin(EndpointRules rules) {
        return foreign("there is no Origin, and one is required here", rules.remedy("requireOrigin", "false"));
    }

    private static Refused severalOrigins(List<String> sent) {
        return foreign(
                "there are " + sent.size() + " Origin headers, " + HandshakeRequest.printable(sent.get(0)) + " and "
                        + HandshakeRequest.printable(sent.get(1)),
                "");
    }

    private static Refused foreign(String why, String remedy) {
        return new Refused(403, "This page may not open a WebSocket here.\n", why, remedy);
    }

    private static String compared(String page, EndpointRules rules, Arrival arrival) {
        var own = arrival.own() + " (" + arrival.basis() + ")";
        return "Origin " + HandshakeRequest.printable(page) + rules.origins().comparison(own);
    }

    private static String remedy(String page, EndpointRules rules) {
        return rules.origins() instanceof OriginPolicy.Checked
                ? "have that check allow it"
                : rules.remedy("origins", rules.origins().with(page));
    }

    /** The other remedy: the peer is a proxy, and what it says of this server would make the page one of ours. */
    private String orTrust(Origin page, HandshakeRequest request, EndpointRules rules) {
        var peer = request.remoteAddress();
        if (proxies.trusts(peer) || !TrustedProxies.speaksOfOrigin(request)) {
            return "";
        }
        try {
            var trusting = proxies.and(peer);
            boolean helps =
                    rules.origins().allows(page, trusting.arrival(request).own());
            return helps ? ", or, if " + peer + " is your proxy, bascule.trustedProxies=" + trusting : "";
        } catch (ForwardedRefused trustingWouldNotHelp) {
            return "";
        }
    }

    /** Whether a page that nobody named must not act as the user who opens it. */
    private static boolean anonymous(HandshakeRequest request, EndpointRules rules, Arrival arrival) {
        return rules.origins() instanceof OriginPolicy.AnyOrigin
                && !rules.credentials()
                && request.header("Origin")
                        .filter(sent ->
                                sent.equals("null") || !Origin.parse(sent).equals(arrival.own()))
                        .isPresent();
    }

    private Refused refused(HandshakeRequest request, String endpoint, String client, Step step, Refused refused) {
        refusals.add(new Refusal(
                refusals.now(),
                client,
                client.equals(request.remoteAddress()) ? "" : request.remoteAddress(),
                HandshakeRequest.printable(request.path()),
                endpoint,
                step,
                refused.status(),
                refused.why(),
                refused.remedy()));
        return dev ? refused.tellingRemedy() : refused;
    }
}
