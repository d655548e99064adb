package io.bascule.it.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A way to servers on 127.0.0.1 by which its clients can be cut off without either side being told: once it is
 * {@link #stall stalled}, nothing that is sent arrives, and no connection ends.
 */
public final class Tunnel implements AutoCloseable {
    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> ends = new CopyOnWriteArrayList<>();
    private final int[] exits;
    private volatile boolean stalled;

    /** @param exits the ports of the servers; each client is led to the first one that is there */
    public Tunnel(int... exits) throws IOException {
        this.exits = exits.clone();
        daemon("tunnel entrance", this::accept);
    }

    private static void daemon(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                lead(kept(entrance.accept()));
            }
        } catch (IOException closed) {
            // nobody comes any more
        }
    }

    private void lead(Socket client) throws IOException {
        for (int exit : exits) {
            try {
                var server = kept(new Socket(InetAddress.getLoopbackAddress(), exit));
                daemon("tunnel to the server", () -> carry(client, server));
                daemon("tunnel to the client", () -> carry(server, client));
                return;
            } catch (ConnectException gone) {
                // the next one, if there is one
            }
        }
        client.close();
    }

    private Socket kept(Socket end) throws IOException {
        end.setTcpNoDelay(true);
        ends.add(end);
        return end;
    }

    private void carry(Socket from, Socket to) {
        try (from;
                to) {
            carry(from.getInputStream(), to.getOutputStream());
        } catch (IOException closed) {
            // so is the other side now
        }
    }

    private void carry(InputStream from, OutputStream to) throws IOException {
        var bytes = new byte[8192];
        for (int count = from.read(bytes); count >= 0 || stalled; count = from.read(bytes)) {
            if (stalled) {
                awaitClose();
                return;
            }
            to.write(bytes, 0, count);
        }
    }

    private synchronized void awaitClose() {
        while (!entrance.isClosed()) {
            try {
                wait();
            } catch (InterruptedException unexpected) {
                return;
            }
        }
    }

    /** The port for clients. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** From now on nothing arrives on either side, not even an end. */
    public void stall() {
        stalled = true;
    }

    @Override
    public synchronized void close() throws IOException {
        entrance.close();
        notifyAll();
        for (var end : ends) {
            end.close();
        }
    }
}
