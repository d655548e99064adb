package io.bascule.relay;

import io.bascule.backplane.Node;
import io.bascule.connection.Lane;
import io.bascule.connection.Wire;
import io.bascule.relay.Word.Left;
import io.bascule.relay.Word.Wrote;
import io.bascule.sockjs.HttpExchange;
import io.bascule.sockjs.HttpExchange.Answer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request that came here and is answered by another node.
 *
 * <pre>
 *  ASKED ── head, whole ──────────────────────────> OVER
 *    │ └─── head ──> STREAMING ── write* ── end ──> OVER
 *    └── end: unreachable ────────────────────────> OVER
 * </pre>
 *
 * The client may leave at any time. Any thread may call it; everything happens in {@code events}.
 */
final class Errand {
    private final long number;
    private final Node to;
    private final HttpExchange exchange;
    private final Consumer<Word> post;
    private final Runnable forget;
    private final Runnable unreachable;
    private final Lane events = Lane.inline();

    /** Whether the other node can know of it; any thread. */
    private volatile boolean asked;

    /** In {@code events} only, as the next. */
    private HttpExchange.@Nullable Stream stream;

    private boolean over;

    /**
     * One that begins.
     *
     * @param post tells {@code to} a word
     * @param forget run once, when it is over
     * @param unreachable answers where {@code to} cannot
     */
    Errand(
            long number,
            Node to,
            HttpExchange exchange,
            Consumer<Word> post,
            Consumer<Errand> forget,
            Runnable unreachable) {
        this.number = number;
        this.to = to;
        this.exchange = exchange;
        this.post = post;
        this.forget = () -> forget.accept(this);
        this.unreachable = unreachable;
        exchange.whenGone(this::left);
    }

    long number() {
        return number;
    }

    /** Who answers it. */
    Node to() {
        return to;
    }

    void asked() {
        asked = true;
    }

    boolean isAsked() {
        return asked;
    }

    void head(Answer answer, boolean whole) {
        events.execute(() -> {
            if (over || stream != null) {
                return;
            }
            if (whole) {
                close();
                exchange.answer(answer);
            } else {
                stream = exchange.stream(answer);
            }
        });
    }

    void write(byte[] bytes) {
        events.execute(() -> {
            var begun = stream;
            if (over || begun == null) {
                return;
            }
            begun.write(bytes, new Wire.Completion() {
                @Override
                public void written() {
                    post.accept(new Wrote(number));
                }

                @Override
                public void failed(Throwable cause) {
                    left();
                }
            });
        });
    }

    /** There is no more to come, or nobody it could come from. */
    void end() {
        events.execute(() -> {
            if (over) {
                return;
            }
            close();
            var begun = stream;
            if (begun == null) {
                unreachable.run();
            } else {
                begun.end();
            }
        });
    }

    private void left() {
        events.execute(() -> {
            if (!over) {
                close();
                post.accept(new Left(number));
                endStream();
            }
        });
    }

    private void endStream() {
        var begun = stream;
        if (begun != null) {
            begun.end();
        }
    }

    private void close() {
        over = true;
        forget.run();
    }
}
