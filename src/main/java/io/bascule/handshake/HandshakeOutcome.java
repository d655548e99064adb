package io.bascule.handshake;

import java.util.Map;

/** What {@link HandshakePolicy} decided about one opening handshake. Immutable; any thread. */
public sealed interface HandshakeOutcome {
    /**
     * The client comes in. The container may go on only for the endpoint named here: it decodes paths in its own way, so
     * class and template have to be compared with what it has chosen.
     *
     * @param rules of the endpoint it was decided for
     * @param path the raw path at which the container has the endpoint, below the context path; not that of the request
     *     where that asks for the raw WebSocket below an endpoint
     * @param way how the client speaks to it
     * @param clientAddress the numeric address of the client, as far as trusted proxies name it; no port
     * @param place of its connection; given back by itself unless it is opened in time
     */
    record Accepted(
            Handshake handshake,
            EndpointRules rules,
            String path,
            EndpointTable.Way way,
            String clientAddress,
            Place place)
            implements HandshakeOutcome {}

    /**
     * The client stays outside.
     *
     * @param status of the HTTP answer
     * @param headers of the HTTP answer, beside those the server adds
     * @param body plain text for the client to read; when empty the answer has neither body nor {@code Content-Type}
     * @param why for the operator: what was compared with what; fit for a log line
     * @param remedy for the operator: what would let it in, for instance {@code bascule.origins=https://example.com};
     *     empty when nothing but another request would
     */
    record Refused(int status, Map<String, String> headers, String body, String why, String remedy)
            implements HandshakeOutcome {
        public Refused {
            headers = Map.copyOf(headers);
        }

        Refused(int status, String body, String why, String remedy) {
            this(status, Map.of(), body, why, remedy);
        }

        /** The same, with the remedy told to the client as well. */
        Refused tellingRemedy() {
            return remedy.isEmpty() ? this : new Refused(status, headers, body + remedy + "\n", why, remedy);
        }
    }
}
