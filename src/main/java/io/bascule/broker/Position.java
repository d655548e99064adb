package io.bascule.broker;

/**
 * How far somebody has read the topics with a history. Opaque to clients: they give back what they were given last.
 *
 * @param epoch the run of the broker
 * @param offset the number of the last message
 */
public record Position(String epoch, String offset) {}
