package io.bascule.handshake;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Opening handshakes to play with; begins with the request of the seed. */
final class RequestBuilder {
    static final Principal FABRICE = () -> "fabrice";

    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private String method = "GET";
    private String protocol = "HTTP/1.1";
    private String path = "/portfolio";
    private String remoteAddress = "127.0.0.1";
    private boolean secure;
    private Optional<Principal> principal = Optional.empty();
    private HttpSessionSource httpSession = HttpSessionSource.NONE;

    static RequestBuilder seed() {
        return new RequestBuilder()
                .with("Host", "localhost:8080")
                .with("Upgrade", "websocket")
                .with("Connection", "Upgrade")
                .with("Sec-WebSocket-Key", "Uc9l9TMkWGbHFD2qnFHltg==")
                .with("Sec-WebSocket-Version", "13")
                .with("Sec-WebSocket-Protocol", "v10.stomp, v11.stomp")
                .with("Origin", "http://localhost:8080");
    }

    /** The same of someone who is logged in. */
    static RequestBuilder withUser() {
        var session = new FakeHttpSession();
        session.values.put("user", "fabrice");
        return seed().by(FABRICE)
                .httpSession(session)
                .with("Cookie", "JSESSIONID=5e55")
                .with("Authorization", "Basic ZmFicmljZTpmYWIxMjM=");
    }

    /** Replaces all lines of a header; none removes it. */
    RequestBuilder with(String name, String... lines) {
        headers.remove(name);
        if (lines.length > 0) {
            headers.put(name, List.of(lines));
        }
        return this;
    }

    RequestBuilder without(String name) {
        return with(name);
    }

    RequestBuilder origin(String origin) {
        return with("Origin", origin);
    }

    RequestBuilder method(String method) {
        this.method = method;
        return this;
    }

    RequestBuilder protocol(String protocol) {
        this.protocol = protocol;
        return this;
    }

    RequestBuilder path(String path) {
        this.path = path;
        return this;
    }

    RequestBuilder from(String remoteAddress) {
        this.remoteAddress = remoteAddress;
        return this;
    }

    RequestBuilder secure() {
        secure = true;
        return this;
    }

    RequestBuilder by(Principal principal) {
        this.principal = Optional.of(principal);
        return this;
    }

    RequestBuilder httpSession(HttpSessionSource httpSession) {
        this.httpSession = httpSession;
        return this;
    }

    HandshakeRequest build() {
        return new HandshakeRequest(
                method, protocol, path, "", headers, remoteAddress, 8080, secure, principal, httpSession);
    }
}
