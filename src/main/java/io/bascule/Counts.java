package io.bascule;

/**
 * What one Bascule holds at a moment, for a page or a metric of the operator's own; when all clients are gone, all of
 * it is zero but for a few {@code appointments}: of the expiry of HTTP sessions, of the log, of the application. Immutable; any thread.
 *
 * @param connections that are open or closing
 * @param places that are taken: the connections, and handshakes about to open one
 * @param subscriptions of STOMP clients
 * @param appointments that wait for their time: deadlines, idle times, heart-beats and the like
 */
public record Counts(int connections, int places, int subscriptions, int appointments) {}
