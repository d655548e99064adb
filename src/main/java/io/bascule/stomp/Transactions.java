package io.bascule.stomp;

import io.bascule.broker.Broker.Operation;
import io.bascule.broker.Delivery;
import io.bascule.stomp.Unacknowledged.Taken;
import io.bascule.stomp.frame.Frame;
import io.bascule.stomp.frame.Quoted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The transactions that one client has begun ("BEGIN", "COMMIT", "ABORT"): what its SEND, ACK and NACK frames want is
 * kept here until COMMIT, and is gone with the session. Only where the session runs its events.
 */
final class Transactions {
    /** What a frame takes beside its body and headers, about. */
    private static final int BYTES_EACH = 128;

    private static final class Transaction {
        private final List<Operation> operations = new ArrayList<>();
        private final List<Delivery> taken = new ArrayList<>();
        private long bytes;
    }

    private final StompOptions.Limits limits;
    private final Map<String, Transaction> begun = new HashMap<>();
    /** Of all of them together. */
    private long bytes;

    Transactions(StompOptions.Limits limits) {
        this.limits = limits;
    }

    /**
     * Begins the transaction that a BEGIN frame names.
     *
     * @throws Refusal when it is begun already, or there are too many
     */
    void begin(Frame frame) {
        var name = Refusal.required("transaction", frame);
        if (begun.containsKey(name)) {
            throw Refusal.protocol("Transaction " + Quoted.of(name) + " has begun already");
        }
        if (begun.size() == limits.transactions()) {
            throw Refusal.policy("There are " + begun.size() + " transactions already; the limit is " + begun.size());
        }
        begun.put(name, new Transaction());
    }

    /**
     * Ends the transaction that a COMMIT frame names.
     *
     * @return what is to be done, in this order
     * @throws Refusal when it was never begun, or has ended
     */
    List<Operation> commit(Frame frame) {
        return end(frame).operations;
    }

    /**
     * Ends the transaction that an ABORT frame names.
     *
     * @return what was acknowledged in it, and is not any more
     * @throws Refusal when it was never begun, or has ended
     */
    Collection<Delivery> abort(Frame frame) {
        return end(frame).taken;
    }

    private Transaction end(Frame frame) {
        var ended = find(frame);
        begun.remove(Refusal.required("transaction", frame));
        bytes -= ended.bytes;
        return ended;
    }

    private Transaction find(Frame frame) {
        var name = Refusal.required("transaction", frame);
        var found = begun.get(name);
        if (found == null) {
            throw Refusal.protocol("There is no transaction " + Quoted.of(name) + "; begin it first");
        }
        return found;
    }

    /** Whether a frame belongs to a transaction, and so is not to be done yet. */
    static boolean concern(Frame frame) {
        return frame.headers().first("transaction").isPresent();
    }

    /**
     * Keeps what a SEND frame wants.
     *
     * @throws Refusal when there is no such transaction, or it grows too big
     */
    void keep(Frame frame, Operation.Publish message) {
        room(frame).operations.add(message);
    }

    /** Keeps what an ACK or NACK frame wants; throws as {@link #keep(Frame, Operation.Publish)} does. */
    void keep(Frame frame, Operation.Settle settlement, Taken taken) {
        var transaction = room(frame);
        transaction.operations.add(settlement);
        transaction.taken.addAll(taken.all());
    }

    /** The transaction of a frame, which has room for it. */
    private Transaction room(Frame frame) {
        var transaction = find(frame);
        if (transaction.operations.size() == limits.transactionFrames()) {
            throw Refusal.policy("The transaction has " + limits.transactionFrames() + " frames already; the limit is "
                    + limits.transactionFrames());
        }
        int size = frame.size() + BYTES_EACH;
        if (bytes + size > limits.transactionBytes()) {
            throw Refusal.policy("All transactions together have " + (bytes + size) + " bytes; the limit is "
                    + limits.transactionBytes());
        }
        transaction.bytes += size;
        bytes += size;
        return transaction;
    }

    /** Undoes all, since the session ends; what they acknowledged goes back to the broker. */
    void clear() {
        begun.clear();
        bytes = 0;
    }
}
