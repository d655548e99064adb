package io.bascule.bench.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Sends numbered messages; all that are added before a flush leave in one write. */
public final class Publisher {
    private final Client client;

    private final int bytes;
    private final String head;
    private final byte[] ready;
    private final int digits;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Publisher(Client client, int id, String destination, int bytes) {
        this.client = client;
        this.bytes = bytes;
        this.head = "SEND\ndestination:" + destination + "\n\n";
        this.ready = frame(id, 0);
        this.digits = ready.length - 1 - bytes; // where the body begins
    }

    private byte[] frame(int publisher, long number) {
        return Client.frame(
                Client.TEXT, (head + Body.of(publisher, number, bytes) + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    void probe(long number) {
        client.send(frame(Body.PROBE, number));
    }

    /** Adds the message with this number: the ready frame with other digits. */
    void add(long number) {
        long rest = number;
        for (int digit = digits + Body.DIGITS - 1; digit >= digits + Body.PUBLISHER_DIGITS; digit--) {
            ready[digit] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        out.writeBytes(ready);
    }

    void flush() {
        if (out.size() > 0) {
            client.send(out.toByteArray());
            out.reset();
        }
    }
}
