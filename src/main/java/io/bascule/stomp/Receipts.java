package io.bascule.stomp;

import io.bascule.broker.DestinationHandler.FailureTold;
import io.bascule.stomp.frame.Frame;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Has the receipts of one connection leave in the order of their frames, whichever frame is done first, and counts those
 * that are not done. Only where the session runs its events.
 */
final class Receipts {
    private static final class Expected {
        private final Runnable send;
        private boolean done;

        private Expected(Runnable send) {
            this.send = send;
        }
    }

    private final ArrayDeque<Expected> inOrder = new ArrayDeque<>();
    private final Backlog backlog;
    private final Consumer<Runnable> events;
    private final Consumer<Frame> receipt;
    private final BiConsumer<Throwable, Frame> failed;

    /**
     * Those of a connection on which nothing was asked yet.
     *
     * @param events runs what other threads begin
     * @param receipt sends the receipt of a frame, if it wants one
     * @param failed told why what a frame wanted was not done
     */
    Receipts(Backlog backlog, Consumer<Runnable> events, Consumer<Frame> receipt, BiConsumer<Throwable, Frame> failed) {
        this.backlog = backlog;
        this.events = events;
        this.receipt = receipt;
        this.failed = failed;
    }

    /**
     * Sends the frame's receipt when {@code work} is done and those of the frames before have been sent.
     *
     * @throws CompletionException if the work has failed already
     */
    void follow(CompletionStage<Void> work, Frame frame) {
        var future = work.toCompletableFuture();
        if (!future.isDone()) {
            await(work, frame);
        } else if (!hasTold(future)) {
            future.join();
            place(frame, () -> receipt.accept(frame)).run();
        }
        backlog.check();
    }

    /** Whether the work has failed, and the client heard of it already: there is no receipt, and no ERROR. */
    private static boolean hasTold(CompletableFuture<Void> done) {
        return done.handle((nothing, failure) -> failure != null && unwrapped(failure) instanceof FailureTold)
                .join();
    }

    /** A frame whose failure its client has been told of already gets no receipt. */
    private void await(CompletionStage<Void> work, Frame frame) {
        var told = new AtomicBoolean();
        var done = place(frame, () -> {
            if (!told.get()) {
                receipt.accept(frame);
            }
        });
        work.whenComplete((nothing, failure) -> events.accept(() -> {
            if (failure == null) {
                done.run();
            } else if (unwrapped(failure) instanceof FailureTold) {
                told.set(true);
                done.run();
            } else {
                backlog.removeFrame(frame.size());
                failed.accept(failure, frame);
            }
            backlog.check();
        }));
    }

    /** Keeps the frame's place, behind those before if it wants a receipt; to be run when it is done. */
    private Runnable place(Frame frame, Runnable answer) {
        backlog.addFrame(frame.size());
        Runnable end = () -> {
            backlog.removeFrame(frame.size());
            answer.run();
        };
        return frame.headers().first("receipt").isPresent() ? inTurn(end) : end;
    }

    private Runnable inTurn(Runnable end) {
        var expected = new Expected(end);
        inOrder.add(expected);
        return () -> {
            expected.done = true;
            sendWhatIsDue();
        };
    }

    private void sendWhatIsDue() {
        for (var next = inOrder.peek(); next != null && next.done; next = inOrder.peek()) {
            inOrder.remove();
            next.send.run();
        }
    }

    /** What has really failed. */
    static Throwable unwrapped(Throwable failure) {
        var cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? unwrapped(cause) : failure;
    }
}
