package io.bascule.backplane;

import java.util.List;

/**
 * What travels at once: some of what one node has to tell, as bytes of our own.
 *
 * <pre>
 *  u32 0x42415343   u8 version   node   i64 first   u32 count   count x content
 *  node:     text name   i64 epoch
 *  content:  u8 kind, then
 *            1 ToSubscribers  message        4 Hello    7 Reached  node   i64 sequence   u32 subscriptions
 *            2 ToUser         text   message 5 Beat     i64 clients
 *            3 ToConnection   text   message 6 Bye      8 Queued   text   u32 refusals   u8 redelivered   message
 *           10 Disconnect     text   text   u32 code   text      9 Stocked  text
 *           11 Clients        i64 before   i64 number   u32 count   count x (text   text)   u32 count   count x text
 *           12 Who            node                            13 Ended    text   i64 until
 *           14 WhichEnded     node
 *           15 EndedBefore    u8 whole   u32 count   count x (text   i64 until)
 *           16 WhichRuns      node
 *           17 Runs           u8 whole   u32 count   count x (text run   i64 shown   i64 last)
 *  message:  text id   text destination   u32 count   count x (text name   text value)   u8 text   u32 length   bytes
 *  text:     u32 length   UTF-8
 * </pre>
 *
 * Numbers are big-endian.
 *
 * @param first the number of the first content at this node, those behind it follow without a gap; {@link #UNCOUNTED}
 *     where they have none
 */
public record Parcel(Node from, long first, List<Content> contents) {
    /** The number of what need not be in order and is sent once. */
    public static final long UNCOUNTED = 0;

    /** The largest that is read: many times what one message of a client may have. */
    public static final int MOST_BYTES = 64 << 20;

    static final int MARK = 0x42415343;
    static final int VERSION = 1;

    /** Copies the list. */
    public Parcel {
        contents = List.copyOf(contents);
    }

    /** As bytes that {@link #read} reads. */
    public byte[] bytes() {
        return ParcelWriter.parcel(
                from, first, contents.stream().map(ParcelWriter::content).toList());
    }

    /** @throws ParcelRefused if it is no whole parcel of this version, or has anything behind it */
    public static Parcel read(byte[] bytes) {
        return new ParcelReader(bytes).parcel();
    }
}
