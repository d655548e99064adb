package io.bascule.bench.client;

import io.bascule.bench.peer.PeerFailed;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** Opens a STOMP session, subscribes if there is something to subscribe to, and says that it is done. */
public final class StompOpening implements Client.Listener {
    private static final byte[] CONNECT = Client.text("CONNECT\naccept-version:1.2\nhost:127.0.0.1\n\n\0");

    private final byte[] then;
    private final Runnable done;

    private StompOpening(byte[] then, Runnable done) {
        this.then = then;
        this.done = done;
    }

    /** For clients that subscribe to nothing. */
    public static Function<Runnable, Client.Listener> publishing() {
        return done -> new StompOpening(new byte[0], done);
    }

    /** Nothing tells that a subscription is there (Spring's broker gives no receipts): {@link Broadcast#probe} finds out. */
    public static Function<Runnable, Client.Listener> subscribing(String destination) {
        var subscribe = Client.text("SUBSCRIBE\nid:s\ndestination:" + destination + "\nack:auto\n\n\0");
        return done -> new StompOpening(subscribe, done);
    }

    @Override
    public void opened(Client client) {
        client.send(CONNECT);
    }

    @Override
    public void frame(Client client, int opcode, ByteBuffer in, int at, int length) {
        if (opcode == Client.CLOSE || in.get(at) == 'E') {
            throw new PeerFailed("The server refuses to CONNECT");
        }
        if (then.length > 0) {
            client.send(then);
        }
        done.run();
    }
}
