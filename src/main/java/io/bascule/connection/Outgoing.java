package io.bascule.connection;

import java.util.function.UnaryOperator;

/**
 * One message on its way to one client: its bytes are those of {@code head} followed by those of {@code tail}, and its
 * opcode is the head's. Two parts, since the tail of a STOMP MESSAGE is the same for all its receivers.
 *
 * @param kind what may become of it when the client reads too slowly
 * @param key what it is the newest value of, for conflation; {@link #NO_KEY} when it is not
 * @param overflow what becomes of it at the bound, if it is {@link Kind#DROPPABLE}
 * @param moved makes the tail that it has in the place of an older one, before messages that came between the two: one
 *     that says nothing of its place, say
 */
public record Outgoing(Part head, Part tail, Kind kind, Object key, Overflow overflow, UnaryOperator<Part> moved) {
    /** The key of a message that no newer one replaces. */
    public static final Object NO_KEY = new Object();

    /** What may become of a message that waits. */
    public enum Kind {
        /** Of the protocol itself (receipts, errors, heart-beats, pings): never dropped. */
        CONTROL,
        /** Must arrive, or the connection ends. */
        RELIABLE,
        /** May be replaced by a newer one of its key, or be dropped, as its {@link Overflow} says. */
        DROPPABLE
    }

    /** What makes room when more would wait than a bound allows. */
    public enum Overflow {
        /** Nothing: the connection ends with 1008. */
        CLOSE,
        /** The oldest message that waits and has this policy; the message itself where there is none. */
        DROP_OLDEST,
        /** The message itself is not taken. */
        DROP_NEWEST
    }

    /** A message that is never dropped at the bound; it may still be replaced by its key. */
    public Outgoing(Part head, Part tail, Kind kind, Object key) {
        this(head, tail, kind, key, Overflow.CLOSE);
    }

    /** A message that is the same wherever it stands. */
    public Outgoing(Part head, Part tail, Kind kind, Object key, Overflow overflow) {
        this(head, tail, kind, key, overflow, UnaryOperator.identity());
    }

    public static Outgoing control(Part whole) {
        return new Outgoing(whole, Part.NONE, Kind.CONTROL, NO_KEY);
    }

    public static Outgoing reliable(Part whole) {
        return new Outgoing(whole, Part.NONE, Kind.RELIABLE, NO_KEY);
    }

    /** A text message that must arrive. */
    public static Outgoing text(String text) {
        return reliable(Part.text(text));
    }

    /** The number of payload bytes. */
    public int size() {
        return head.size() + tail.size();
    }

    public Opcode opcode() {
        return head.opcode();
    }

    /** This in the place of an older one. */
    Outgoing moving() {
        var other = moved.apply(tail);
        return other == tail ? this : new Outgoing(head, other, kind, key, overflow, moved);
    }

    /** Whether a newer message of the same key may take its place. */
    boolean isConflatable() {
        return kind == Kind.DROPPABLE && key != NO_KEY;
    }

    /** What makes room for it: nothing of the protocol and nothing reliable is ever dropped. */
    Overflow policy() {
        return kind == Kind.DROPPABLE ? overflow : Overflow.CLOSE;
    }
}
