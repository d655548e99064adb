package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.wire.UpgradeRequest;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint has one spelling: what a container might decode into it must not come past its rules. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndpointPathIT {
    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerUnderTest.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bascule/%65cho",
                "/bascule/echo;x=1",
                "/bascule/echo/",
                "/bascule/./echo",
                "/bascule//echo",
                "/bascule/ECHO",
                "/bascule/x/../echo",
                "/bascule/echo%2F",
                "/bascule%2Fecho",
                "/bascule/%2Fecho",
                "/bascule/echo%00",
                "/bascule/echo%3Fa",
                "/bascule;x=1/echo",
                "/%62ascule/echo",
                "/BASCULE/echo",
                "//bascule/echo",
                "/echo",
                "/bascule/nowhere",
                "/bascule",
                "/"
            })
    void only_the_exact_path_opens_an_endpoint(String target) throws Exception {
        var request = UpgradeRequest.to(server.port(), target);
        var answer = Refusal.of(server.port(), request, 404);
        var foreign = Refusal.of(server.port(), request.with("Origin: http://evil.example"), 404);
        assertEquals(answer.body(), foreign.body());
    }
}
