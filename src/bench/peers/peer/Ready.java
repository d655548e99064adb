package peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What every peer does beside serving: it says where, and ends with the process that started it. */
public final class Ready {
    private static final String PREFIX = "ready ";

    private Ready() {}

    /** Waits until another process says so, which has one port. */
    public static int port(Process other) throws IOException {
        for (var line = other.inputReader().readLine();
                line != null;
                line = other.inputReader().readLine()) {
            if (line.startsWith(PREFIX)) {
                return Integer.parseInt(line.substring(PREFIX.length()));
            }
        }
        throw new IOException("It ended before it served");
    }

    /** Tells the benchmark that these ports of 127.0.0.1 are served; returns when the benchmark is gone. */
    public static void at(int... ports) throws IOException {
        System.out.println(
                PREFIX + IntStream.of(ports).mapToObj(Integer::toString).collect(Collectors.joining(",")));
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
