package io.bascule.refusal;

import java.time.Instant;

/**
 * An opening handshake that was refused, for the operator. What the client sent stands in it escaped and cut. Immutable; any
 * thread.
 *
 * @param time when it was refused
 * @param client the numeric address of the client, as far as trusted proxies name it; no port
 * @param proxy the address of the trusted proxy it came through; empty where it came by itself
 * @param path the raw path below the context path, without the query
 * @param endpoint the path template of the endpoint that was asked for; empty where none has the path
 * @param step what it did not pass
 * @param status of the HTTP answer
 * @param reason what was compared with what
 * @param remedy what would let it in, for instance {@code bascule.origins=https://example.com}; empty when nothing but another
 *     request would
 */
public record Refusal(
        Instant time,
        String client,
        String proxy,
        String path,
        String endpoint,
        Step step,
        int status,
        String reason,
        String remedy) {

    /** The steps of a handshake, in the order in which they are taken. */
    public enum Step {
        /** There is no endpoint, or the path can be read in two ways: 404, 400. */
        PATH,
        /** It is not the request of RFC 6455 section 4.2.1: 400, 405, 426, 505. */
        REQUEST,
        /** The server does not answer to that name: 400, 403. */
        HOST,
        /** What trusted proxies say cannot be read: 403. */
        PROXY,
        /** The page may not come in: 403. */
        ORIGIN,
        /** There are too many connections in all, of the address or of the user: 503, 429. */
        LIMIT,
        /** Interceptors, subprotocols or the application's own code: any status. */
        APPLICATION
    }

    /** As the log has it. */
    @Override
    public String toString() {
        return "Refused " + path + " from " + client + (proxy.isEmpty() ? "" : " through " + proxy) + " with " + status
                + ": " + reason + (remedy.isEmpty() ? "" : "; to let it in: " + remedy);
    }
}
