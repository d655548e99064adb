package io.bascule.stomp;

import io.bascule.connection.CloseStatus;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.FrameRefused;
import io.bascule.stomp.frame.Headers;

/** Why a frame is answered with ERROR and the connection closed. The message is written for the peer to read. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final transient CloseStatus status;
    private final transient Headers headers;

    private Refusal(String reason, CloseStatus status, Headers headers) {
        super(reason, null, false, false); // a peer's fault: where we noticed it is of no use
        this.reason = reason;
        this.status = status.because(reason);
        this.headers = headers;
    }

    /** The peer broke the protocol. */
    static Refusal protocol(String reason) {
        return new Refusal(reason, CloseStatus.PROTOCOL_ERROR, Headers.NONE);
    }

    /** The peer may not do this, or not so often. */
    static Refusal policy(String reason) {
        return new Refusal(reason, CloseStatus.POLICY, Headers.NONE);
    }

    static Refusal of(FrameRefused refused) {
        var status = refused.tooBig() ? CloseStatus.TOO_BIG : CloseStatus.PROTOCOL_ERROR;
        return new Refusal(refused.getMessage(), status, Headers.NONE);
    }

    /** Our own code failed; the peer learns no more than that. */
    static Refusal serverError() {
        return new Refusal("Internal error", CloseStatus.SERVER_ERROR, Headers.NONE);
    }

    /** The value of a header that the frame must have. */
    static String required(String name, Frame frame) {
        return frame.headers()
                .first(name)
                .orElseThrow(() -> protocol(frame.command() + " needs the header '" + name + "'"));
    }

    /** The same with one more header in its ERROR. */
    Refusal with(String name, String value) {
        return new Refusal(reason, status, headers.with(name, value));
    }

    @Override
    public String getMessage() {
        return reason;
    }

    CloseStatus status() {
        return status;
    }

    /** What its ERROR carries besides {@code message}. */
    Headers headers() {
        return headers;
    }
}
