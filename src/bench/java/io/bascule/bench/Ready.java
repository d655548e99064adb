package io.bascule.bench;

import java.nio.ByteBuffer;

/** For a client that is ready as soon as its handshake is done. */
record Ready(Runnable done) implements Client.Listener {
    @Override
    public void opened(Client client) {
        done.run();
    }

    @Override
    public void frame(Client client, int opcode, ByteBuffer in, int at, int length) {
        throw new LoadFailed("The server speaks first");
    }
}
