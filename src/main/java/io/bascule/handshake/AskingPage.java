package io.bascule.handshake;

import io.bascule.handshake.HandshakeOutcome.Refused;
import io.bascule.handshake.TrustedProxies.Arrival;
import io.bascule.handshake.TrustedProxies.ForwardedRefused;
import java.util.List;
import java.util.Optional;

/**
 * The page that sent a request, as far as a browser tells of it (RFC 6455 section 10.2): whether it may come in, and as
 * whom.
 */
record AskingPage(HandshakeRequest request, EndpointRules rules, Arrival arrival, TrustedProxies proxies) {
    private static final String SITE = "Sec-Fetch-Site";

    /** What a browser says of a request that another site's page caused. */
    private static final List<String> OTHER_SITES = List.of("cross-site", "same-site");

    /** Whether nobody named it, so that it does not act as the user who opens it. */
    boolean isAnonymous() {
        return rules.origins() instanceof OriginPolicy.AnyOrigin && !rules.credentials() && isForeign();
    }

    private boolean isForeign() {
        var sent = request.header("Origin");
        if (sent.isEmpty()) {
            return isElsewhere();
        }
        try {
            return sent.get().equals("null") || !Origin.parse(sent.get()).equals(arrival.own());
        } catch (IllegalArgumentException garbage) {
            return true;
        }
    }

    /** Scripts, frames and event sources of any page ask without an Origin; a WebSocket of a page never does. */
    private boolean isElsewhere() {
        boolean mayBe = request.method().equals("GET") && !request.mayUpgrade();
        return mayBe && !request.header(SITE).orElse("").equals("same-origin");
    }

    /**
     * Why it may not ask SockJS. Pages send no {@code Origin} with a GET to their own server; with a POST they do, so that
     * one without is a form's of who knows where, or no browser's.
     */
    Optional<Refused> sockJsRefusal() {
        if (rules.origins() instanceof OriginPolicy.AnyOrigin
                && request.lines("Origin").size() <= 1) {
            return Optional.empty();
        }
        if (!request.lines("Origin").isEmpty()) {
            return refusal();
        }
        var site = request.header(SITE).orElse("");
        if (request.method().equals("GET")) {
            return OTHER_SITES.contains(site) ? Optional.of(otherSite(site)) : Optional.empty();
        }
        boolean known = site.equals("same-origin") || !rules.sockJsRequireOrigin();
        return known ? Optional.empty() : Optional.of(unknownPage());
    }

    private static Refused otherSite(String site) {
        return foreign(SITE + " is " + site + ", and there is no Origin", "");
    }

    private Refused unknownPage() {
        return foreign(
                "there is no Origin, and POSTs of SockJS need one", rules.remedy("sockjs.requireOrigin", "false"));
    }

    /** Why it may not open a WebSocket. */
    Optional<Refused> refusal() {
        var sent = request.lines("Origin");
        if (sent.isEmpty()) {
            return rules.requireOrigin() ? Optional.of(noOrigin()) : Optional.empty();
        }
        if (sent.size() > 1) {
            return Optional.of(severalOrigins(sent));
        }
        if (sent.get(0).equals("null")) {
            return rules.origins().allowsNull()
                    ? Optional.empty()
                    : Optional.of(foreign(compared("null"), remedy("null")));
        }
        Origin page;
        try {
            page = Origin.parse(sent.get(0));
        } catch (IllegalArgumentException garbage) {
            var shown = HandshakeRequest.printable(sent.get(0));
            return Optional.of(foreign("Origin " + shown + " cannot be read: " + garbage.getMessage(), ""));
        }
        return wrongOrigin(page);
    }

    private Optional<Refused> wrongOrigin(Origin page) {
        if (rules.origins().allows(page, arrival.own())) {
            return Optional.empty();
        }
        var remedy = remedy(page.toString());
        return Optional.of(foreign(compared(page.toString()), remedy + orTrust(page)));
    }

    private Refused noOrigin() {
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

    private String compared(String page) {
        var own = arrival.own() + " (" + arrival.basis() + ")";
        return "Origin " + HandshakeRequest.printable(page) + rules.origins().comparison(own);
    }

    private String remedy(String page) {
        return rules.origins() instanceof OriginPolicy.Checked
                ? "have that check allow it"
                : rules.remedy("origins", rules.origins().with(page));
    }

    /** The other remedy: the peer is a proxy, and what it says of this server would make the page one of ours. */
    private String orTrust(Origin page) {
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
}
