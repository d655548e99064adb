package io.bascule.handshake;

import io.bascule.handshake.HandshakeOutcome.Refused;
import io.bascule.handshake.TrustedProxies.Arrival;
import io.bascule.handshake.TrustedProxies.ForwardedRefused;
import io.bascule.refusal.Refusal;
import io.bascule.refusal.Refusal.Step;
import io.bascule.refusal.Refusals;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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

    /** Where the client's browser sees this server; empty when the request does not tell. */
    public Optional<Origin> own(HandshakeRequest request) {
        try {
            return Optional.of(proxies.arrival(request).own());
        } catch (TrustedProxies.ForwardedRefused | IllegalArgumentException unclear) {
            return Optional.empty();
        }
    }

    /**
     * The service of SockJS that a request is for, by its path; it is to be asked before {@link #decide} unless the request
     * may open a WebSocket.
     */
    public Optional<EndpointTable.SockJsMatch> sockJs(HandshakeRequest request) {
        return endpoints.sockJs(request.path());
    }

    /**
     * The outcome for the request that would open a session of SockJS: all that {@link #decide} looks at, but for what
     * makes it a handshake of RFC 6455.
     */
    public HandshakeOutcome decideSession(HandshakeRequest request, EndpointTable.Match match) {
        return come(
                request,
                match,
                AskingPage::sockJsRefusal,
                arrival -> placed(request, match, arrival),
                refused -> refused);
    }

    /**
     * Whether any other request of SockJS may come in.
     *
     * @return why not
     */
    public Optional<Refused> decideVisit(HandshakeRequest request, EndpointTable.Match match) {
        return visit(request, match, arrival -> Optional.empty());
    }

    /**
     * Whether a later request of a session comes from whom the first one came: it is looked at in the same way, and it is
     * 404 for another user.
     *
     * @return why not
     */
    public Optional<Refused> decideVisit(HandshakeRequest request, EndpointTable.Match match, Handshake first) {
        return visit(
                request,
                match,
                arrival -> isSameUser(known(request, match, arrival), match.rules(), first)
                        ? Optional.empty()
                        : Optional.of(otherUser(request, match.rules(), arrival)));
    }

    private Optional<Refused> visit(
            HandshakeRequest request, EndpointTable.Match match, Function<Arrival, Optional<Refused>> then) {
        return come(request, match, AskingPage::sockJsRefusal, then, Optional::of);
    }

    private static boolean isSameUser(HandshakeRequest request, EndpointRules rules, Handshake first) {
        return rules.principals()
                .resolve(request, first.attributes())
                .map(Principal::getName)
                .equals(first.principal().map(Principal::getName));
    }

    private Refused otherUser(HandshakeRequest request, EndpointRules rules, Arrival arrival) {
        var why = "the session is another user's";
        return refused(
                request, rules.path(), arrival.client(), Step.APPLICATION, new Refused(404, Map.of(), "", why, ""));
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
        return come(
                request, match, AskingPage::refusal, arrival -> placed(request, match, arrival), refused -> refused);
    }

    /** What all requests for an endpoint have to pass: the name of this server, its proxies, the page that asks. */
    private <T> T come(
            HandshakeRequest request,
            EndpointTable.Match match,
            Function<AskingPage, Optional<Refused>> check,
            Function<Arrival, T> then,
            Function<Refused, T> otherwise) {
        var endpoint = match.rules().path();
        var misnamed = wrongHost(request);
        if (misnamed.isPresent()) {
            return otherwise.apply(refused(request, endpoint, request.remoteAddress(), Step.HOST, misnamed.get()));
        }
        Arrival arrival;
        try {
            arrival = proxies.arrival(request);
        } catch (ForwardedRefused contradiction) {
            var refused = contradicted(request, contradiction);
            return otherwise.apply(refused(request, endpoint, request.remoteAddress(), Step.PROXY, refused));
        }
        return asked(new AskingPage(request, match.rules(), arrival, proxies), match.rules(), check)
                .map(foreign -> otherwise.apply(refused(request, endpoint, arrival.client(), Step.ORIGIN, foreign)))
                .orElseGet(() -> then.apply(arrival));
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

    /** The place is taken before the application is asked, so that one client cannot keep all its threads busy. */
    private HandshakeOutcome placed(HandshakeRequest sent, EndpointTable.Match match, Arrival arrival) {
        var request = known(sent, match, arrival);
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

    /** The request as it counts: a page that nobody named does not act as the user who opens it. */
    private HandshakeRequest known(HandshakeRequest request, EndpointTable.Match match, Arrival arrival) {
        var page = new AskingPage(request, match.rules(), arrival, proxies);
        return page.isAnonymous() ? request.withoutCredentials() : request;
    }

    /** Whether the page may come in may be decided by the application's own code. */
    private static Optional<Refused> asked(
            AskingPage page, EndpointRules rules, Function<AskingPage, Optional<Refused>> check) {
        try {
            return check.apply(page);
        } catch (Throwable broken) { // whatever the application throws, the client gets an answer
            return Optional.of(ApplicationSteps.failed(rules, broken));
        }
    }

    private Refused refused(HandshakeRequest request, String endpoint, String client, Step step, Refused refused) {
        refusals.add(new Refusal(
                refusals.now(),
                client,
                client.equals(request.remoteAddress()) ? "" : request.remoteAddress(),
                shown(request),
                endpoint,
                step,
                refused.status(),
                refused.why(),
                refused.remedy()));
        return dev ? refused.tellingRemedy() : refused;
    }

    /**
     * The path of a request as it is shown to people: escaped and cut, and a star in the place of the id of a SockJS session,
     * since whoever knows that may use the session.
     */
    public String shown(HandshakeRequest request) {
        var path = request.path();
        return HandshakeRequest.printable(endpoints
                .sockJs(path)
                .map(EndpointTable.SockJsMatch::withoutSession)
                .orElse(path));
    }
}
