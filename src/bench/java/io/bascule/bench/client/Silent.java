package io.bascule.bench.client;

import io.bascule.bench.peer.PeerFailed;
import java.nio.ByteBuffer;

/** Of a client that is ready as soon as its handshake is done. */
public record Silent(Runnable done) implements Client.Listener {
    @Override
    public void opened(Client client) {
        done.run();
    }

    @Override
    public void frame(Client client, int opcode, ByteBuffer in, int at, int length) {
        throw new PeerFailed("The server speaks first");
    }
}
