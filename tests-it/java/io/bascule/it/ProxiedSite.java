package io.bascule.it;

import io.bascule.it.ProxyProgram.ShippedText;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * The demonstration behind a proxy that ends TLS, as browsers see it: {@code https://bascule.example} on a free port. All
 * its files are in one folder.
 */
final class ProxiedSite implements AutoCloseable {
    static final String NAME = "bascule.example";
    /** The settings that belong to the shipped configurations. */
    static final Map<String, String> SETTINGS = Map.of("trustedProxies", "127.0.0.1", "hosts", NAME);

    private final SSLContext trust;
    private final List<String> command;
    private final Path output;
    private final int port;
    private final Map<String, String> settings;
    private ServerUnderTest server;
    private ProxyProcess proxy;

    private ProxiedSite(
            SSLContext trust,
            List<String> command,
            Path output,
            int port,
            Map<String, String> settings,
            ServerUnderTest server)
            throws Exception {
        this.trust = trust;
        this.command = command;
        this.output = output;
        this.port = port;
        this.settings = settings;
        this.server = server;
        this.proxy = ProxyProcess.start(command, output, port);
    }

    /** Starts server and proxy; {@code change} is what a test has otherwise than the shipped configuration. */
    static ProxiedSite start(
            ProxyProgram program,
            SelfSigned certificate,
            Path folder,
            Map<String, String> settings,
            UnaryOperator<ShippedText> change)
            throws Exception {
        var pem = folder.resolve("bascule.pem");
        certificate.writePem(pem);
        int port = freePort();
        var server = ServerUnderTest.start(settings);
        var onItsPort = new TreeMap<>(settings);
        onItsPort.put("port", Integer.toString(server.port()));
        try {
            var site = change.apply(program.placed(folder, pem, port))
                    .with("127.0.0.1:8080", "127.0.0.1:" + server.port());
            var command = program.command(Files.writeString(folder.resolve("site.conf"), site.text()));
            return new ProxiedSite(certificate.trust(), command, folder.resolve("output"), port, onItsPort, server);
        } catch (Exception | AssertionError cannot) {
            server.close();
            throw cannot;
        }
    }

    /** For a program that cannot choose one itself and tell it. */
    private static int freePort() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return taken.getLocalPort();
        }
    }

    ServerUnderTest server() {
        return server;
    }

    /** The origin of its pages. */
    String origin() {
        return "https://" + NAME + ":" + port;
    }

    RawSocket connect() throws IOException {
        return RawSocket.connectTls(port, NAME, trust);
    }

    /** A right opening handshake for the endpoint {@code below} the context path, from a page of {@code origin}. */
    UpgradeRequest upgrade(String below, String origin) {
        return UpgradeRequest.to(port, server.at(below))
                .replacing("Host: " + NAME + ":" + port)
                .with("Origin: " + origin);
    }

    /** The same from a page of its own. */
    UpgradeRequest upgrade(String below) {
        return upgrade(below, origin());
    }

    RawWebSocket open(String below) throws IOException {
        return RawWebSocket.open(connect(), upgrade(below));
    }

    /** The answer to a handshake that may fail. */
    RawHttp.Answer answer(UpgradeRequest request) throws IOException {
        return ask(request.text());
    }

    /** The answer to a GET of what is {@code below} the context path. */
    RawHttp.Answer get(String below, String... lines) throws IOException {
        return ask(request("GET", below, lines) + "\n");
    }

    /** The answer to a form that a page of {@code origin} posts. */
    RawHttp.Answer post(String below, String origin, String form) throws IOException {
        return ask(request(
                        "POST",
                        below,
                        "Origin: " + origin,
                        "Content-Type: application/x-www-form-urlencoded",
                        "Content-Length: " + form.length())
                + "\n" + form);
    }

    /** The head of a request, but for the empty line at its end. */
    String request(String method, String below, String... lines) {
        var text = method + " " + server.at(below) + " HTTP/1.1\nHost: " + NAME + ":" + port + "\n";
        return lines.length == 0 ? text : text + String.join("\n", lines) + "\n";
    }

    private RawHttp.Answer ask(String text) throws IOException {
        try (var http = new RawHttp(connect())) {
            http.send(text);
            return http.answer();
        }
    }

    void stopProxy() throws IOException {
        proxy.close();
    }

    /** All that the proxy wrote, wherever its configuration says. */
    String proxyLog() throws IOException {
        var requests = output.resolveSibling("access.log");
        return Files.readString(output) + (Files.exists(requests) ? Files.readString(requests) : "");
    }

    void startProxy() throws Exception {
        proxy = ProxyProcess.start(command, output, port);
    }

    void stopServer() {
        server.close();
    }

    /** Starts the server again, on the port where the proxy looks for it. */
    void startServer() throws IOException {
        server = ServerUnderTest.start(settings);
    }

    @Override
    public void close() throws IOException {
        try (var last = server) {
            proxy.close();
        }
    }
}
