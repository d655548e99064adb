package io.bascule.bench.peer;

import java.util.List;

/** All that are compared, in the order of the tables. */
public final class Peers {
    private static final String TYRUS = "2.2.2";
    private static final String TOMCAT = "org.apache.tomcat.embed:tomcat-embed-websocket:11.0.27"; // Spring Boot's

    /** First the limit, then ours, then the others. */
    public static final List<Peer> ALL = List.of(
            Peer.of("nio", "nio.NioPeer").with("coalesce", "true"),
            Peer.of("nio-plain", "nio.NioPeer"),
            Peer.of("bascule", "bascule.BasculePeer", "target/bascule-standalone.jar")
                    .with("bascule.connections", "20000"),
            Peer.of(
                            "bascule-tomcat",
                            "bascule.BasculeTomcatPeer",
                            "target/bascule-library.jar",
                            "com.fasterxml.jackson.core:jackson-databind:2.20.1",
                            TOMCAT)
                    .with("bascule.connections", "20000"),
            Peer.of(
                            "bascule-nodes",
                            "bascule.BasculeNodesPeer",
                            "target/bascule-standalone.jar",
                            "org.apache.activemq:artemis-server:2.55.0")
                    .without("echo-1", "echo-100", "handshake", "slow", "idle"),
            Peer.of("spring", "spring.SpringPeer", "org.springframework.boot:spring-boot-starter-websocket:4.1.2"),
            Peer.of("vertx", "vertx.VertxPeer", "io.vertx:vertx-stomp:5.0.7"),
            Peer.of(
                            "artemis",
                            "artemis.ArtemisPeer",
                            "org.apache.activemq:artemis-server:2.55.0",
                            "org.apache.activemq:artemis-stomp-protocol:2.55.0")
                    .without("echo-1", "echo-100"),
            Peer.of(
                    "tyrus",
                    "tyrus.TyrusPeer",
                    "org.glassfish.tyrus:tyrus-server:" + TYRUS,
                    "org.glassfish.tyrus:tyrus-container-grizzly-server:" + TYRUS,
                    "org.glassfish.grizzly:grizzly-http-server:4.0.2"),
            Peer.of("undertow", "undertow.UndertowPeer", "io.undertow:undertow-websockets-jsr:2.3.24.Final"),
            Peer.of("tomcat", "tomcat.TomcatPeer", TOMCAT).with("blocking", "true"));

    private Peers() {}
}
