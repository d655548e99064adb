package io.bascule.relay;

import io.bascule.connection.Lane;
import io.bascule.connection.Wire;
import io.bascule.handshake.HandshakeRequest;
import io.bascule.relay.Word.Ask;
import io.bascule.relay.Word.End;
import io.bascule.relay.Word.Head;
import io.bascule.relay.Word.Write;
import io.bascule.sockjs.HttpExchange;
import java.io.EOFException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request that came to another node and is answered here. What is written counts as written when that node says so. How
 * long that may take, and how much may wait meanwhile, is for the connection to say, as of any client that stops reading.
 *
 * <p>Any thread may call it; everything happens in {@code events}.
 */
final class RemoteExchange implements HttpExchange, HttpExchange.Stream {
    /** The way to the node where the client is. */
    interface Post {
        /** False when the word cannot be sent. */
        boolean tell(Word word);
    }

    private final Ask ask;
    private final Post post;
    private final Runnable forget;
    private final Lane events = Lane.inline();

    /** In {@code events} only, as all below. */
    private Runnable gone = () -> {};

    private Wire.@Nullable Completion outstanding;
    private boolean over;

    /**
     * One that begins.
     *
     * @param forget run once, when it is over
     */
    RemoteExchange(Ask ask, Post post, Runnable forget) {
        this.ask = ask;
        this.post = post;
        this.forget = forget;
    }

    @Override
    public HandshakeRequest request() {
        return ask.request();
    }

    @Override
    public String contextPath() {
        return ask.contextPath();
    }

    @Override
    public void body(int most, Consumer<byte[]> whole, Runnable tooLarge) {
        if (ask.body().length > most) {
            tooLarge.run();
        } else {
            whole.accept(ask.body());
        }
    }

    @Override
    public void answer(Answer answer) {
        events.execute(() -> close(new Head(ask.errand(), answer, true)));
    }

    @Override
    public Stream stream(Answer head) {
        events.execute(() -> {
            if (!over && !post.tell(new Head(ask.errand(), head, false))) {
                leave();
            }
        });
        return this;
    }

    @Override
    public void whenGone(Runnable then) {
        events.execute(() -> {
            gone = then;
            if (over) {
                then.run();
            }
        });
    }

    @Override
    public void write(byte[] bytes, Wire.Completion done) {
        events.execute(() -> {
            if (over) {
                done.failed(left("the client left"));
                return;
            }
            outstanding = done;
            if (!post.tell(new Write(ask.errand(), bytes))) {
                leave();
            }
        });
    }

    @Override
    public void end() {
        events.execute(() -> close(new End(ask.errand())));
    }

    /** The node that has the client does not wait for it: whoever ends an errand there is not heard of again. */
    @Override
    public void cut() {
        end();
    }

    // What the other node tells.

    void wrote() {
        events.execute(() -> {
            var done = taken();
            if (done != null) {
                done.written();
            }
        });
    }

    private Wire.@Nullable Completion taken() {
        var done = outstanding;
        outstanding = null;
        return done;
    }

    /** The client has left, or its node. */
    void left() {
        events.execute(this::leave);
    }

    private void leave() {
        if (over) {
            return;
        }
        close(new End(ask.errand()));
        var done = taken();
        if (done != null) {
            done.failed(left("the client left, or its node"));
        }
        gone.run();
    }

    private static EOFException left(String why) {
        return new EOFException(why);
    }

    /** A last word that is lost is asked for again: whoever waits is told the end then. */
    private void close(Word last) {
        if (!over) {
            over = true;
            post.tell(last); // before it is forgotten: who asks then is told the end, and must not hear of it first
            forget.run();
        }
    }
}
