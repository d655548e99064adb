package io.bascule.handshake;

import io.bascule.handshake.HandshakeInterceptor.Refuse;
import io.bascule.handshake.HandshakeOutcome.Accepted;
import io.bascule.handshake.HandshakeOutcome.Refused;
import io.bascule.refusal.Refusal.Step;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last steps of one handshake, in which code of the application has its say: interceptors, subprotocol, principal,
 * attributes. Used once, by the thread of the handshake.
 */
final class ApplicationSteps {
    private static final Logger LOG = System.getLogger(ApplicationSteps.class.getName());

    private final HandshakeRequest request;
    private final EndpointTable.Match match;
    private final EndpointRules rules;
    private final String client;
    private final Place place;
    private Step refusedAt = Step.APPLICATION;

    /** What interceptors put; takes no null, so that the interceptor which puts one is found in the stack. */
    private final Map<String, Object> put = new ConcurrentHashMap<>();

    /** The interceptors to be told the outcome, the last one first. */
    private final Deque<HandshakeInterceptor> asked = new ArrayDeque<>();

    ApplicationSteps(HandshakeRequest request, EndpointTable.Match match, String client, Place place) {
        this.request = request;
        this.match = match;
        this.rules = match.rules();
        this.client = client;
        this.place = place;
    }

    HandshakeOutcome outcome() {
        var outcome = decided();
        asked.forEach(interceptor -> tell(interceptor, outcome));
        return outcome;
    }

    /** The step that refused, where the outcome is a refusal. */
    Step refusedAt() {
        return refusedAt;
    }

    private HandshakeOutcome decided() {
        try {
            for (var interceptor : rules.interceptors()) {
                var verdict = Objects.requireNonNull(interceptor.before(request, put), "before() returned null");
                asked.push(interceptor);
                if (verdict instanceof Refuse refuse) {
                    return refused(interceptor, refuse);
                }
            }
            return spoken();
        } catch (Throwable broken) { // whatever the application throws, the client gets an answer
            return failed(rules, broken);
        }
    }

    /** The answer where the application's own code failed; the exception is logged here and nowhere else. */
    static Refused failed(EndpointRules rules, Throwable broken) {
        LOG.log(Level.ERROR, "A handshake at " + rules.path() + " failed", broken);
        return new Refused(
                500,
                "",
                "the application's own code failed with " + broken.getClass().getName(),
                "");
    }

    private static Refused refused(HandshakeInterceptor interceptor, Refuse refuse) {
        var why = "the interceptor " + interceptor.getClass().getName() + " refused";
        return new Refused(refuse.status(), refuse.headers(), refuse.body(), why, "");
    }

    private HandshakeOutcome spoken() {
        var offered = request.values("Sec-WebSocket-Protocol");
        var chosen = rules.chooser().choose(request, offered, rules.subprotocols());
        if (!chosen.equals(Subprotocols.NONE) && !offered.contains(chosen)) {
            throw new IllegalStateException("The subprotocol chooser returned '" + chosen
                    + "', which the client did not offer; return one of its names or Subprotocols.NONE");
        }
        return rules.subprotocols().refuses(chosen) ? noSubprotocol() : accepted(chosen);
    }

    private Refused noSubprotocol() {
        var lines = request.lines("Sec-WebSocket-Protocol");
        var supported = rules.subprotocols().supported();
        return new Refused(
                400,
                "None of the subprotocols offered is spoken here.\n",
                "Sec-WebSocket-Protocol '" + HandshakeRequest.printable(String.join(", ", lines)) + "' holds none of "
                        + String.join(", ", supported),
                rules.remedy("subprotocols.order", "client"));
    }

    private HandshakeOutcome accepted(String subprotocol) {
        var attributes = new HashMap<>(rules.sessionAttributes().copiedFrom(request.httpSession()));
        attributes.putAll(put);
        var all = Map.copyOf(attributes);
        var principal = rules.principals().resolve(request, all);
        var full = principal.flatMap(user -> place.takeAs(user.getName()));
        if (full.isPresent()) {
            refusedAt = Step.LIMIT;
            return full.get();
        }
        var handshake = new Handshake(request, rules.path(), match.pathParameters(), subprotocol, principal, all);
        return new Accepted(handshake, rules, match.path(), match.way(), client, place);
    }

    private void tell(HandshakeInterceptor interceptor, HandshakeOutcome outcome) {
        try {
            interceptor.after(request, outcome);
        } catch (Throwable broken) { // it is too late to change anything
            LOG.log(
                    Level.ERROR,
                    "The interceptor " + interceptor.getClass().getName() + " failed after a handshake",
                    broken);
        }
    }
}
