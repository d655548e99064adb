package io.bascule.server.grizzly;

import io.bascule.handshake.HandshakeRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.HttpPacket;
import org.glassfish.grizzly.http.HttpProbe;
import org.glassfish.grizzly.http.HttpRequestPacket;

/**
 * Learns of the requests that Grizzly answers by itself, before any filter of ours: without a Host, too large, or not to be
 * read. Called on Grizzly's workers, just before the answer.
 */
final class UnreadableRequests extends HttpProbe.Adapter {
    private static final Logger LOG = System.getLogger(UnreadableRequests.class.getName());

    private final FrontFilter front;

    UnreadableRequests(FrontFilter front) {
        this.front = front;
    }

    @Override
    @SuppressWarnings("rawtypes") // as Grizzly has it
    public void onErrorEvent(Connection connection, HttpPacket packet, Throwable error) {
        if (packet instanceof HttpRequestPacket request) {
            try {
                front.refused(request, status(request), why(request, error));
            } catch (RuntimeException halfRead) { // or the client would get no answer
                LOG.log(Level.DEBUG, "A request cannot be read far enough to say more", halfRead);
            }
        }
    }

    /** What Grizzly is about to answer. */
    private static int status(HttpRequestPacket request) {
        return Math.max(400, request.getResponse().getStatus());
    }

    private static String why(HttpRequestPacket request, Throwable error) {
        boolean isWhole = request.getProcessingState().isError();
        return isWhole && !request.containsHeader("Host")
                ? "Host is missing"
                : "it cannot be read: " + HandshakeRequest.printable(String.valueOf(error.getMessage()));
    }
}
