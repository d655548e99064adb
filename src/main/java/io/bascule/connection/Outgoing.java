package io.bascule.connection;

/**
 * One message on its way to one client: its bytes are those of {@code head} followed by those of {@code tail}, and its
 * opcode is the head's. Two parts, since the tail of a STOMP MESSAGE is the same for all its receivers.
 *
 * @param kind what may become of it when the client reads too slowly
 * @param key what it is the newest value of, for conflation; {@link #NO_KEY} when it is not
 */
public record Outgoing(Part head, Part tail, Kind kind, Object key) {
    /** The key of a message that no newer one replaces. */
    public static final Object NO_KEY = new Object();

    /** What may become of a message that waits. */
    public enum Kind {
        /** Of the protocol itself (receipts, errors, heart-beats, pings): never dropped. */
        CONTROL,
        /** Must arrive, or the connection ends. */
        RELIABLE,
        /** May be dropped or replaced by a newer one where a rule says so. */
        DROPPABLE
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
}
