package io.bascule.backplane;

import java.util.Set;

/**
 * What one node writes to one other, past everything that is published: a letter comes once, and not before those that were
 * written earlier, or never. Any thread may call it; nothing blocks.
 */
public interface Letters {
    /** Takes what other nodes write to this one; called on one thread at a time, must not block. */
    interface Reader {
        void read(Node from, byte[] letter);
    }

    /** Which node this is. */
    Node self();

    /** The other nodes that live; a copy. */
    Set<Node> nodes();

    /** Has {@code reader} take what comes from now on. */
    void deliverTo(Reader reader);

    /**
     * Writes to another node. Nobody hears of a letter that is lost: the broker keeps none.
     *
     * @param letter not to be changed any more
     * @return false if so much waits to be sent that this one is dropped
     */
    boolean write(Node to, byte[] letter);
}
