package io.bascule.it;

import io.bascule.it.ProxyProgram.ShippedText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** The shipped nginx in front of two nodes, running on a free port, with its files in a folder. */
final class TwoNodesProxy implements AutoCloseable {
    private final int port;
    private final ProxyProcess nginx;

    private TwoNodesProxy(int port, ProxyProcess nginx) {
        this.port = port;
        this.nginx = nginx;
    }

    /** Starts it; {@code change} is what a test has otherwise than the shipped configuration. */
    static TwoNodesProxy start(Path folder, int west, int east, UnaryOperator<ShippedText> change) throws Exception {
        int port = freePort();
        var shipped = new ShippedText(Files.readString(Path.of("server-configs/nginx/two-nodes.conf")))
                .with("127.0.0.1:9090", "127.0.0.1:" + port)
                .with("127.0.0.1:9091", "127.0.0.1:" + west)
                .with("127.0.0.1:9092", "127.0.0.1:" + east)
                .with("/dev/stdout", log(folder).toString());
        var site = Files.writeString(
                folder.resolve("nginx.conf"),
                "user " + System.getProperty("user.name") + ";\n"
                        + change.apply(shipped).text());
        var program = ProxyProgram.NGINX.program().toString();
        var command = List.of(program, "-e", "stderr", "-p", folder.toString(), "-c", site.toString());
        return new TwoNodesProxy(port, ProxyProcess.start(command, folder.resolve("output"), port));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where it writes the requests. */
    static Path log(Path folder) {
        return folder.resolve("access.log");
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        nginx.close();
    }
}
