package undertow;

import io.undertow.Undertow;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.servlet.Servlets;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import java.net.InetSocketAddress;
import naive.NaiveEcho;
import naive.NaiveStomp;
import peer.Ready;

/** Undertow with a servlet deployment, as its guide shows it. */
public final class UndertowPeer {
    private static final int BUFFER_BYTES = 16 * 1024;

    private UndertowPeer() {}

    public static void main(String[] arguments) throws Exception {
        var sockets = new WebSocketDeploymentInfo()
                .setBuffers(new DefaultByteBufferPool(true, BUFFER_BYTES))
                .addEndpoint(NaiveStomp.class)
                .addEndpoint(NaiveEcho.class);
        var deployment = Servlets.newContainer()
                .addDeployment(Servlets.deployment()
                        .setClassLoader(UndertowPeer.class.getClassLoader())
                        .setContextPath("/")
                        .setDeploymentName("naive")
                        .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, sockets));
        deployment.deploy();
        var server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(deployment.start())
                .build();
        server.start();
        Ready.at(((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
    }
}
