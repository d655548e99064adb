package io.bascule.bench.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** What a subscriber finds that begins to read again. */
public final class Awakening implements Client.Listener {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Client client;
    private final int bytes;
    private int messages;
    private String end = "not closed";

    /** Of a {@link Client#stall stalled} client, whose messages have bodies of so many bytes. */
    public Awakening(Client client, int bytes) {
        this.client = client;
        this.bytes = bytes;
        client.tell(this);
    }

    /** Reads what there is; returns a phrase for the table. */
    public String tell(Loop loop) throws IOException {
        client.resume();
        loop.run(PATIENCE);
        return end + ", " + messages + " messages were waiting";
    }

    @Override
    public void frame(Client slow, int opcode, ByteBuffer in, int at, int length) {
        if (opcode == Client.CLOSE) {
            end = "closed with " + in.getShort(at);
        } else if (length > bytes) {
            messages++;
        }
    }

    @Override
    public void ended(Client slow) {
        end = end.equals("not closed") ? "cut off" : end;
    }
}
