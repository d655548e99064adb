package peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** What every peer does beside serving: it says where, and ends with the process that started it. */
public final class Ready {
    private Ready() {}

    /** Tells the benchmark that {@code port} of 127.0.0.1 is served; returns when the benchmark is gone. */
    public static void at(int port) throws IOException {
        System.out.println("ready " + port);
        while (System.in.read() >= 0) {
            // nothing is said there, only its end counts
        }
        Runtime.getRuntime().halt(0);
    }

    /** For servers that do not tell which port they took when asked for any. */
    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
