package io.bascule.backplane;

/**
 * A parcel to be sent.
 *
 * @param bytes of the {@link Parcel}
 * @param kept whether it must survive the broker and wait for nodes that are away; otherwise it may be dropped
 * @param sent to be run once, when the broker has it
 */
public record Departure(byte[] bytes, boolean kept, Runnable sent) {}
