package io.bascule.server.messaging;

import io.bascule.backplane.Backplane.Health;
import io.bascule.backplane.Ledger;
import io.bascule.backplane.Ledger.Entry;
import io.bascule.backplane.Ledger.Work;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Does what a {@link Ledger} asks in queues of a broker: round after round, each of them one transaction of the one session.
 *
 * <pre>
 *  CONNECTING ──> was the last round done? ──> ROUND ──> ROUND ──> ... ──> CONNECTING, after a wait
 * </pre>
 *
 * Each round consumes the mark that the round before it has left, and leaves its own. Where the answer of a round was lost
 * with its connection, the mark says whether it was done; and while the broker has not ended that connection, there is
 * none to be had, so that no two rounds are ever under way.
 */
public final class JmsQueues implements AutoCloseable {
    private static final Logger LOG = System.getLogger(JmsQueues.class.getName());

    private static final Duration LOOK = Duration.ofMillis(250);

    /** How often all queues are looked into, since what tells of something there is not kept; less often the more they are. */
    private static final Duration EVERYWHERE = Duration.ofSeconds(5);

    private static final Duration FOR_EACH = Duration.ofMillis(100);

    /** How often what dead nodes have held is looked for. */
    private static final Duration SWEEP = Duration.ofSeconds(2);

    /** How long it must have been connected to know who is dead: longer than a node may be silent. */
    private static final Duration ACQUAINTED = Duration.ofSeconds(11);

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** How long they may be out of reach before health tells: of a broker that is gone the backplane tells at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Ledger ledger;
    private final ConnectionFactory factory;
    private final JmsBackplane.Surroundings surroundings;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch said = new CountDownLatch(1);

    /** Any thread; once true it stays so. */
    private volatile boolean leaving;

    /** The thread of the rounds only, as all below. */
    private final Turn turn = new Turn();

    private final Round.Ids ids;

    /** What was asked and is not done. */
    private List<Entry> open = new ArrayList<>();

    /** What is to be removed in vain, together with what is not this node's any more: to be put back. */
    private final Set<String> abandoned = new HashSet<>();

    /** A round of which it is not known whether it was done. */
    private @Nullable Round doubtful;

    private long lookedEverywhere;
    private Duration lookAgain = EVERYWHERE;
    private long swept;

    /** Since when they cannot be reached; written by that thread, read by any. */
    private volatile @Nullable Long cutAt;

    private JmsQueues(Ledger ledger, ConnectionFactory factory, JmsBackplane.Surroundings surroundings) {
        this.ledger = ledger;
        this.ids = new Round.Ids(ledger.self());
        this.factory = factory;
        this.surroundings = surroundings;
    }

    /** Begins, on a thread of its own; does not wait for the broker. The node must have been admitted by then. */
    public static JmsQueues start(Ledger ledger, ConnectionFactory factory, JmsBackplane.Surroundings surroundings) {
        var queues = new JmsQueues(ledger, factory, surroundings);
        surroundings.threads().execute(queues::run);
        return queues;
    }

    /** Whether what is sent to them goes out. Any thread. */
    public Health health() {
        var since = cutAt;
        return since == null || !isDue(since, PATIENCE)
                ? new Health(true, "")
                : new Health(false, "the queues that all nodes share cannot be reached; the log says why");
    }

    private void run() {
        var backoff = new Backoff(surroundings.random());
        while (isRunning()) {
            try (var connection = factory.createConnection()) {
                serve(connection, backoff);
            } catch (JMSException | RuntimeException broken) {
                lost(broken);
                pause(backoff.next());
            } catch (InterruptedException end) {
                stopped.countDown();
            }
        }
        said.countDown();
    }

    private boolean isRunning() {
        return stopped.getCount() > 0;
    }

    private void serve(Connection connection, Backoff backoff) throws JMSException, InterruptedException {
        try (var desk = Desk.open(connection, ledger.self())) {
            settleDoubt(desk);
            regained();
            backoff.reset();
            swept = now() + ACQUAINTED.minus(SWEEP).toNanos();
            while (isRunning()) {
                serve(desk);
                if (leaving && open.isEmpty() && ledger.isIdle()) {
                    said.countDown();
                }
            }
        }
    }

    private void regained() {
        if (cutAt != null) {
            LOG.log(Level.INFO, "The queues that all nodes share are reached again");
            cutAt = null;
        }
        lookEverywhere();
    }

    private void lookEverywhere() {
        lookedEverywhere = now();
        lookAgain = EVERYWHERE.plus(FOR_EACH.multipliedBy(ledger.lookEverywhere()));
    }

    private void settleDoubt(Desk desk) throws JMSException {
        boolean done = turn.find(desk, doubtful != null, this::isRunning, surroundings.ticker());
        var last = doubtful;
        doubtful = null;
        if (last != null && done) {
            finish(last);
        }
    }

    private long now() {
        return surroundings.ticker().getAsLong();
    }

    private boolean isDue(long last, Duration interval) {
        return now() - last >= interval.toNanos();
    }

    private void serve(Desk desk) throws JMSException, InterruptedException {
        if (isDue(lookedEverywhere, lookAgain)) {
            lookEverywhere();
        }
        var work = ledger.next(open.isEmpty() ? LOOK.toNanos() : 0);
        open.addAll(work.entries());
        var round = new Round(desk, ledger, ids);
        boolean changes = !open.isEmpty() && change(desk, round);
        boolean returns = !abandoned.isEmpty();
        if (returns) {
            round.putBack(abandoned);
        }
        boolean takes = takeSome(round, work);
        boolean sweeps = isDue(swept, SWEEP) && sweep(round);
        if (changes || returns || takes || sweeps) {
            commit(desk, round);
        }
    }

    /** False when one of the changes cannot be made; the others are tried again in the next round. */
    private boolean change(Desk desk, Round round) throws JMSException {
        var lost = round.change(open);
        if (lost.isEmpty()) {
            return true;
        }
        desk.rollBack();
        turn.rolledBack();
        lost.stream().flatMap(Round::removals).forEach(abandoned::add);
        open.removeAll(lost);
        ledger.gone(lost);
        return false;
    }

    private boolean takeSome(Round round, Work work) throws JMSException {
        boolean some = false;
        for (var queue : work.queues()) {
            some |= round.take(queue);
        }
        return some;
    }

    private boolean sweep(Round round) throws JMSException {
        swept = now();
        return round.release(ledger.nodes());
    }

    private void commit(Desk desk, Round round) throws JMSException {
        turn.next(desk);
        doubtful = round;
        desk.commit();
        doubtful = null;
        turn.done();
        finish(round);
    }

    private void finish(Round round) {
        abandoned.removeAll(round.released());
        open.removeAll(round.changed());
        ledger.done(round.changed());
        ledger.tellStocked(round.stocked());
        if (!round.taken().isEmpty()) {
            handOver(round);
        }
    }

    private void handOver(Round round) {
        try {
            ledger.local().taken(round.taken());
        } catch (RuntimeException broken) { // a fault of ours must not stop what comes behind it
            LOG.log(Level.ERROR, "Messages of queues that all nodes share could not be handed on", broken);
        }
    }

    /** Logged once for each time that the broker is lost. */
    private void lost(Exception why) {
        turn.rolledBack();
        if (isRunning() && cutAt == null) {
            cutAt = now();
            LOG.log(
                    Level.WARNING,
                    "The queues that all nodes share cannot be reached; what is sent to them waits",
                    why);
        }
    }

    private void pause(Duration wait) {
        try {
            stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException end) {
            stopped.countDown();
        }
    }

    /** Does what waits, for which the broker has a second, and ends its thread. */
    @Override
    public void close() {
        leaving = true;
        try {
            said.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        stopped.countDown();
    }
}
