package io.bascule.stomp;

import java.util.ArrayDeque;

/** Has the receipts of one connection leave in the order of their frames, whichever frame is done first. */
final class Receipts {
    /** Only where the session runs its events. */
    private final ArrayDeque<Expected> inOrder = new ArrayDeque<>();

    private static final class Expected {
        private final Runnable send;
        private boolean done;

        private Expected(Runnable send) {
            this.send = send;
        }
    }

    /**
     * Takes a place behind the frames before.
     *
     * @param send sends the receipt
     * @return to be run once, when the frame has been processed
     */
    Runnable expect(Runnable send) {
        var expected = new Expected(send);
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
}
