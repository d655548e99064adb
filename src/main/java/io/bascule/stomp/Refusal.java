package io.bascule.stomp;

import io.bascule.broker.Broker.DeliveryUnknown;
import io.bascule.broker.DestinationRefused;
import io.bascule.connection.CloseStatus;
import io.bascule.selector.SelectorRefused;
import io.bascule.stomp.frame.Command;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.FrameRefused;
import io.bascule.stomp.frame.Headers;
import java.util.regex.Pattern;

/** Why a frame is answered with ERROR and the connection closed. The message is written for the peer to read. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 400;
    /** Control and format characters, also those that turn the direction of writing, and ends of line. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private final String reason;
    private final transient CloseStatus status;
    private final transient Headers headers;

    private Refusal(String reason, CloseStatus status, Headers headers) {
        super(reason, null, false, false); // a peer's fault: where we noticed it is of no use
        this.reason = oneLine(reason);
        this.status = status.because(this.reason);
        this.headers = headers;
    }

    /** A reason may quote what the peer sent, also one that the broker or the application gave. */
    private static String oneLine(String reason) {
        var line = UNPRINTABLE.matcher(reason).replaceAll("?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    /** The peer broke the protocol. */
    static Refusal protocol(String reason) {
        return new Refusal(reason, CloseStatus.PROTOCOL_ERROR, Headers.NONE);
    }

    /** The peer may not do this, or not so often. */
    static Refusal policy(String reason) {
        return new Refusal(reason, CloseStatus.POLICY, Headers.NONE);
    }

    /** The peer is right, but it cannot be done now. */
    static Refusal notNow(String reason) {
        return new Refusal(reason, CloseStatus.TRY_AGAIN_LATER, Headers.NONE);
    }

    /** What a peer is told of a failure: of one that is our own code's, no more than that. */
    static Refusal of(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        if (failure instanceof FrameRefused refused) {
            var status = refused.tooBig() ? CloseStatus.TOO_BIG : CloseStatus.PROTOCOL_ERROR;
            return new Refusal(refused.getMessage(), status, Headers.NONE);
        }
        if (failure instanceof DestinationRefused refused && refused.isForNow()) {
            return notNow(String.valueOf(refused.getMessage()));
        }
        if (failure instanceof DestinationRefused
                || failure instanceof SelectorRefused
                || failure instanceof DeliveryUnknown) {
            return protocol(String.valueOf(failure.getMessage()));
        }
        if (failure instanceof Login.Refused refused) {
            return policy(refused.getMessage());
        }
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

    /** Whether our own code has failed, and not the peer. */
    boolean isOurs() {
        return status.code() == CloseStatus.SERVER_ERROR.code();
    }

    /**
     * The ERROR frame ("ERROR").
     *
     * @param refused the headers of the frame that is refused, as far as they were read
     * @param about a sentence on that frame, for the developer of the client
     */
    Frame error(Headers refused, String about) {
        var receipt =
                refused.first("receipt").map(id -> Headers.of("receipt-id", id)).orElse(Headers.NONE);
        var all = Headers.of("message", reason)
                .with("content-type", "text/plain")
                .and(headers)
                .and(receipt);
        return new Frame(Command.ERROR, all, reason + "\n" + about + "\n");
    }
}
