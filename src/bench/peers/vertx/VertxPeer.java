package vertx;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.stomp.StompServer;
import io.vertx.ext.stomp.StompServerHandler;
import io.vertx.ext.stomp.StompServerOptions;
import java.util.List;
import peer.Ready;

/** The STOMP server of Vert.x with its WebSocket bridge, as its documentation shows it; plain WebSocket for the echo. */
public final class VertxPeer {
    private VertxPeer() {}

    public static void main(String[] arguments) throws Exception {
        var vertx = Vertx.vertx();
        var options =
                new StompServerOptions().setPort(-1).setWebsocketBridge(true).setWebsocketPath("/stomp");
        var stomp = StompServer.create(vertx, options).handler(StompServerHandler.create(vertx));
        var server = vertx.createHttpServer(new HttpServerOptions()
                        .setWebSocketSubProtocols(List.of("v10.stomp", "v11.stomp", "v12.stomp")))
                .webSocketHandler(socket -> {
                    if (socket.path().equals("/echo")) {
                        echo(socket);
                    } else {
                        stomp.webSocketHandler().handle(socket);
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        Ready.at(server.actualPort());
    }

    private static void echo(ServerWebSocket socket) {
        socket.textMessageHandler(socket::writeTextMessage);
    }
}
