package io.bascule.it.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A way to servers on 127.0.0.1 by which its clients can be cut off. Once it is {@link #stall stalled}, nothing that is
 * sent arrives, and no connection ends, neither side being told; it goes on with {@link #heal} or {@link #forget}. While it
 * is {@link #shut}, nobody gets in.
 */
public final class Tunnel implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final int[] exits;
    private final int port;
    private final List<Socket> ends = new CopyOnWriteArrayList<>();

    /** Guarded by {@code this}, as the next. */
    private boolean stalled;

    private boolean closed;
    private ServerSocket entrance = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());

    /** How often it has forgotten whom it led: what was led before is not carried any more. */
    private int forgotten;

    /** @param exits the ports of the servers; each client is led to the first one that is there */
    public Tunnel(int... exits) throws IOException {
        this.exits = exits.clone();
        this.port = entrance.getLocalPort();
        begin(entrance);
    }

    private void begin(ServerSocket open) {
        daemon("tunnel entrance", () -> accept(open));
    }

    private static void daemon(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(ServerSocket open) {
        try {
            while (true) {
                var client = kept(open.accept());
                lead(client, awaitFlow());
            }
        } catch (IOException shut) {
            // nobody comes any more
        }
    }

    private void lead(Socket client, int generation) throws IOException {
        for (int exit : exits) {
            try {
                var server = kept(new Socket(InetAddress.getLoopbackAddress(), exit));
                daemon("tunnel to the server", () -> carry(client, server, generation));
                daemon("tunnel to the client", () -> carry(server, client, generation));
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

    private void carry(Socket from, Socket to, int generation) {
        try (from;
                to) {
            carry(from.getInputStream(), to.getOutputStream(), generation);
        } catch (IOException closed) {
            // so is the other side now
        }
    }

    private void carry(InputStream from, OutputStream to, int generation) throws IOException {
        var bytes = new byte[8192];
        for (int count = read(from, bytes); leads(generation) && count >= 0; count = read(from, bytes)) {
            to.write(bytes, 0, count);
        }
    }

    /** A connection that is reset has ended. */
    private static int read(InputStream from, byte[] bytes) {
        try {
            return from.read(bytes);
        } catch (IOException reset) {
            return -1;
        }
    }

    /** Waits while nothing may arrive; then false only when it is closed. Who was forgotten waits until then. */
    private synchronized boolean leads(int generation) {
        try {
            while (!closed && (stalled || generation < forgotten)) {
                wait();
            }
            return !closed;
        } catch (InterruptedException unexpected) {
            return false;
        }
    }

    /** Waits while nothing may arrive; how often it has forgotten whom it led. */
    private synchronized int awaitFlow() {
        return leads(Integer.MAX_VALUE) ? forgotten : 0;
    }

    /** The port for clients. */
    public int port() {
        return port;
    }

    /** From now on nothing arrives on either side, not even an end. */
    public synchronized void stall() {
        stalled = true;
    }

    /** All that was sent meanwhile arrives, as on a network that is whole again. */
    public synchronized void heal() {
        stalled = false;
        notifyAll();
    }

    /** Only those that come from now on are led; the others never hear of each other again, as behind a new firewall. */
    public synchronized void forget() {
        forgotten++;
        heal();
    }

    /** Ends all connections and refuses those that come. */
    public synchronized void shut() throws IOException {
        entrance.close();
        for (var end : ends) {
            end.close();
        }
        ends.clear();
    }

    /** Lets in who comes, after {@link #shut}. */
    public synchronized void open() throws IOException {
        entrance = new ServerSocket();
        entrance.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        begin(entrance);
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        notifyAll();
        shut();
    }
}
