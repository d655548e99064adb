package io.bascule.it.servers;

import io.bascule.it.wire.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The end of an application while its server goes on. */
final class LifeCases {
    private LifeCases() {}

    static List<Case> all() {
        return List.of(
                new Case("undeployed: its clients", "1001, with a reason", sites -> {
                    var site = sites.leaving().deploy();
                    try (var webSocket = site.open("/echo")) {
                        webSocket.text("open?");
                        webSocket.expectText("open?");
                        sites.leaving().undeploy();
                        return ending(webSocket);
                    }
                }),
                new Case("undeployed: its clients with an HTTP session", "1001, with a reason", sites -> {
                    var client = SessionClient.create(sites.leaving().deploy(), 600);
                    try (var webSocket = client.open(Duration.ofSeconds(10))) {
                        sites.leaving().undeploy();
                        return ending(webSocket);
                    }
                }),
                new Case("undeployed: a hundred clients", "1001, with a reason, one after the other", sites -> {
                    var crowd = Leavers.join(sites.leaving().deploy());
                    sites.leaving().undeploy();
                    return crowd.endings();
                }),
                new Case("deployed again, undeployed: the clients of another", "101, stay", sites -> {
                    var site = sites.leaving().deploy();
                    try (var webSocket = sites.cases().open("/echo")) {
                        var answer = Answers.echo(site, site.upgrade("/echo"));
                        sites.leaving().undeploy();
                        webSocket.text("still there?");
                        webSocket.expectText("still there?");
                        return answer + ", stay";
                    }
                }));
    }

    static String ending(RawWebSocket webSocket) throws IOException {
        return Answers.codeAndReason(webSocket).replaceFirst("^1001 .*stopping$", "1001, with a reason");
    }
}
