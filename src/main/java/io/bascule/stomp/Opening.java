package io.bascule.stomp;

import io.bascule.stomp.frame.Command;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.Headers;
import io.bascule.stomp.frame.HeartBeat;
import io.bascule.stomp.frame.StompVersion;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a CONNECT frame settles ("Connecting").
 *
 * @param heartBeat what the client offers
 */
record Opening(StompVersion version, HeartBeat heartBeat) {

    /**
     * Agrees with a client on how to speak.
     *
     * @throws Refusal when that is impossible
     */
    static Opening of(Frame frame, StompOptions options) {
        if (!frame.command().opensConversation()) {
            throw Refusal.protocol("The first frame must be CONNECT or STOMP, not " + frame.command());
        }
        var version = version(frame.headers());
        boolean first = version == StompVersion.V1_0;
        if (!first && options.requireHost()) {
            Refusal.required("host", frame);
        }
        var heartBeat =
                frame.headers().first("heart-beat").filter(header -> !first).map(HeartBeat::read);
        return new Opening(version, heartBeat.orElse(HeartBeat.NONE));
    }

    /** A client that names no version speaks 1.0. */
    private static StompVersion version(Headers headers) {
        var accepted = headers.first("accept-version").orElse(StompVersion.V1_0.number());
        var numbers = Arrays.stream(accepted.split(",")).map(String::strip).collect(Collectors.toSet());
        return StompVersion.highestOf(numbers)
                .orElseThrow(() -> Refusal.protocol(
                                "None of the versions in accept-version is supported; write one of " + StompVersion.ALL)
                        .with("version", StompVersion.ALL));
    }

    /** The answer to it, when it is known who the client is. */
    Frame connected(String session, Optional<String> user, StompOptions options) {
        var headers =
                Headers.of("version", version.number()).with("session", session).with("server", options.server());
        if (version != StompVersion.V1_0) {
            headers = headers.with("heart-beat", options.heartBeat().header());
        }
        if (user.isPresent()) {
            headers = headers.with("user-name", user.get());
        }
        return new Frame(Command.CONNECTED, headers);
    }
}
