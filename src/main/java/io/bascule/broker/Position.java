package io.bascule.broker;

/**
 * How far somebody has read the topics with a history. Opaque to clients: they give back what they were given last.
 *
 * @param epoch the run of the broker that it was given by
 * @param offset the number of the last message of each node
 */
public record Position(String epoch, String offset) {}
