package io.bascule.bench;

import java.util.List;

/** All that are compared, in the order of the tables. */
final class Peers {
    static final List<Peer> ALL = List.of(
            Peer.of("nio", "nio.NioPeer").with("coalesce", "true"),
            Peer.of("nio-plain", "nio.NioPeer"),
            Peer.of("bascule", "bascule.BasculePeer", "target/bascule-standalone.jar")
                    .with("bascule.connections", "20000"),
            Peer.of("spring", "spring.SpringPeer", "org.springframework.boot:spring-boot-starter-websocket:4.1.2"));

    private Peers() {}
}
