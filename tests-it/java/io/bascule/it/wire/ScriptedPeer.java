package io.bascule.it.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server for one connection that says what it was told to, whatever it hears: against it the kit is tested. */
final class ScriptedPeer implements AutoCloseable {
    /** What becomes of the connection when everything is said. */
    enum Then {
        ENDS,
        RESETS,
        STAYS
    }

    private static final String ACCEPTED = """
            HTTP/1.1 101 Switching Protocols
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=

            """;

    private final ServerSocket server;
    private final CompletableFuture<byte[]> heard = new CompletableFuture<>();

    private ScriptedPeer(ServerSocket server) {
        this.server = server;
    }

    static ScriptedPeer saying(byte[] bytes, Then then) throws IOException {
        var peer = new ScriptedPeer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        var thread = new Thread(() -> peer.run(bytes, then), "scripted peer");
        thread.setDaemon(true);
        thread.start();
        return peer;
    }

    /** A peer that accepts the handshake of {@link UpgradeRequest}, sends {@code frames} and ends its sending. */
    static ScriptedPeer accepting(byte[] frames) throws IOException {
        var said = new ByteArrayOutputStream();
        said.writeBytes(ACCEPTED.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        said.writeBytes(frames);
        return saying(said.toByteArray(), Then.ENDS);
    }

    private void run(byte[] bytes, Then then) {
        try (var socket = server.accept()) {
            socket.getOutputStream().write(bytes);
            switch (then) {
                case ENDS -> socket.shutdownOutput();
                case RESETS -> socket.setSoLinger(true, 0);
                case STAYS -> {}
            }
            heard.complete(then == Then.RESETS ? new byte[0] : everything(socket));
        } catch (IOException broken) {
            heard.completeExceptionally(broken);
        }
    }

    private static byte[] everything(Socket socket) throws IOException {
        var all = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(all);
        return all.toByteArray();
    }

    int port() {
        return server.getLocalPort();
    }

    /** All bytes of the client, once it has ended its sending. */
    byte[] heard() throws InterruptedException, ExecutionException, TimeoutException {
        return heard.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
