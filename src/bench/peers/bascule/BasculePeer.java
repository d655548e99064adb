package bascule;

import io.bascule.Bascule;
import io.bascule.SettingSources;
import io.bascule.server.grizzly.GrizzlyServer;
import io.bascule.server.grizzly.Main;
import java.util.Map;
import peer.Ready;

/** Bascule standalone, with its defaults but for what a test needs: the root context, a free port. */
public final class BasculePeer {
    private BasculePeer() {}

    public static void main(String[] arguments) throws Exception {
        Main.quietLogs();
        var bascule = new Bascule(SettingSources.load(Map.of("port", "0", "contextPath", "/")));
        Ready.at(GrizzlyServer.start(Endpoints.on(bascule), context -> {}).port());
    }
}
