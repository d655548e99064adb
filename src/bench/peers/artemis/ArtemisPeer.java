package artemis;

import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import peer.Ready;

/**
 * An embedded Artemis broker without persistence and security. Its STOMP acceptor speaks WebSocket of itself, at every path;
 * the prefix makes destinations under /topic/ multicast.
 */
public final class ArtemisPeer {
    private ArtemisPeer() {}

    public static void main(String[] arguments) throws Exception {
        int port = Ready.freePort();
        var configuration = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setPagingDirectory("paging")
                .addAcceptorConfiguration(
                        "stomp", "tcp://127.0.0.1:" + port + "?protocols=STOMP;multicastPrefix=/topic/");
        new EmbeddedActiveMQ().setConfiguration(configuration).start();
        Ready.at(port);
    }
}
