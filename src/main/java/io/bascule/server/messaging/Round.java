package io.bascule.server.messaging;

import io.bascule.backplane.Content.Queued;
import io.bascule.backplane.Ledger;
import io.bascule.backplane.Ledger.Change;
import io.bascule.backplane.Ledger.Entry;
import io.bascule.backplane.Ledger.Taken;
import io.bascule.backplane.Ledger.Wish;
import io.bascule.backplane.Node;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is done in one transaction, and what has to follow when it is done. One thread. */
final class Round {
    /** How long what should be there is waited for. */
    private static final Duration SURE = Duration.ofMillis(500);

    /** How long what may be there is waited for. */
    private static final Duration PERHAPS = Duration.ofMillis(10);

    /** How much is looked at, and how much is moved, at once. */
    private static final int AT_ONCE = 1_000;

    private final Desk desk;
    private final Ledger ledger;
    private List<Entry> changed = List.of();
    private List<String> released = List.of();
    private final List<Taken> taken = new ArrayList<>();
    private final Set<String> stocked = new LinkedHashSet<>();
    private final Ids ids;

    /** Numbers of messages of one node. */
    static final class Ids {
        private final Node self;
        private long last;

        Ids(Node self) {
            this.self = self;
        }

        String next() {
            return self + "/" + ++last;
        }
    }

    Round(Desk desk, Ledger ledger, Ids ids) {
        this.desk = desk;
        this.ledger = ledger;
        this.ids = ids;
    }

    /** What was asked and is done by this. */
    List<Entry> changed() {
        return changed;
    }

    /** What was taken before and is looked for no more. */
    List<String> released() {
        return released;
    }

    List<Taken> taken() {
        return taken;
    }

    /** The queues that have got something. */
    Set<String> stocked() {
        return stocked;
    }

    /** Makes all changes. Those are returned that cannot be made; then it is to be rolled back. */
    List<Entry> change(List<Entry> entries) throws JMSException {
        var missing = remove(entries);
        if (!missing.isEmpty()) {
            return entries.stream()
                    .filter(entry -> removals(entry).anyMatch(missing::contains))
                    .toList();
        }
        for (var entry : entries) {
            for (var change : entry.changes()) {
                if (change instanceof Change.Put put) {
                    put(put.message(), put.milliseconds());
                }
            }
        }
        changed = List.copyOf(entries);
        return List.of();
    }

    static Stream<String> removals(Entry entry) {
        return entry.changes().stream()
                .filter(Change.Remove.class::isInstance)
                .map(change -> ((Change.Remove) change).id());
    }

    /** Those that are not there to be removed are returned. */
    private Set<String> remove(List<Entry> entries) throws JMSException {
        var missing = new HashSet<String>();
        entries.stream().flatMap(Round::removals).forEach(missing::add);
        if (missing.isEmpty()) {
            return missing;
        }
        try (var source = desk.held(List.copyOf(missing))) {
            boolean more = true;
            while (more && !missing.isEmpty()) {
                var found = source.next(SURE);
                more = found.isPresent();
                found.ifPresent(one -> missing.remove(one.id()));
            }
        }
        return missing;
    }

    private void put(Queued what, long milliseconds) throws JMSException {
        desk.put(ids.next(), what, milliseconds);
        stocked.add(what.queue());
    }

    /** Takes what there is room for in this node; true when there was something. */
    boolean take(String queue) throws JMSException {
        var wish = ledger.local().wish(queue);
        if (wish.most() <= 0) {
            return false;
        }
        int before = taken.size();
        boolean found = wish.any() ? takeAny(queue, wish) : takeWanted(queue, wish);
        if (taken.size() - before < wish.most()) {
            ledger.dry(queue);
        }
        return found;
    }

    private boolean takeAny(String queue, Wish wish) throws JMSException {
        try (var source = desk.shared(queue)) {
            return take(source, wish.most());
        }
    }

    private boolean takeWanted(String queue, Wish wish) throws JMSException {
        var wanted = wanted(queue, wish);
        if (wanted.isEmpty()) {
            return false;
        }
        try (var source = desk.shared(queue, wanted)) {
            return take(source, wanted.size());
        }
    }

    private boolean take(Desk.Source source, int most) throws JMSException {
        int found = 0;
        boolean more = true;
        while (more && found < most) {
            var next = source.next(PERHAPS);
            more = next.isPresent();
            found += more ? 1 : 0;
            var queued = next.flatMap(Desk.Received::queued);
            if (queued.isPresent()) {
                hold(queued.get());
            }
        }
        return found > 0;
    }

    private void hold(Queued what) throws JMSException {
        var id = ids.next();
        desk.hold(id, what);
        taken.add(new Taken(id, what));
    }

    private List<String> wanted(String queue, Wish wish) throws JMSException {
        var wanted = new ArrayList<String>();
        try (var browser = desk.browse(queue)) {
            int seen = 0;
            for (var all = browser.getEnumeration();
                    all.hasMoreElements() && seen < AT_ONCE && wanted.size() < wish.most();
                    seen++) {
                var found = Desk.browsed(all.nextElement());
                found.filter(one -> one.queued()
                                .filter(queued -> ledger.local().wants(queue, queued.message()))
                                .isPresent())
                        .ifPresent(one -> wanted.add(one.id()));
            }
        }
        return wanted;
    }

    /** Puts back what is held by nodes that are dead; true when there was something. */
    boolean release(Set<Node> living) throws JMSException {
        boolean some;
        try (var source = desk.heldByOthers(living)) {
            some = putBack(source);
        }
        return desk.retireMarks(living, PERHAPS) || some;
    }

    /** Puts back those of these that are still held. */
    void putBack(Collection<String> taken) throws JMSException {
        released = List.copyOf(taken);
        try (var source = desk.held(taken)) {
            putBack(source);
        }
    }

    private boolean putBack(Desk.Source source) throws JMSException {
        int found = 0;
        boolean more = true;
        while (more && found < AT_ONCE) {
            var one = source.next(PERHAPS);
            more = one.isPresent();
            found += more ? 1 : 0;
            var queued = one.flatMap(Desk.Received::queued);
            if (queued.isPresent()) {
                putBack(queued.get());
            }
        }
        return found > 0;
    }

    private void putBack(Queued what) throws JMSException {
        put(new Queued(what.queue(), what.message(), what.refusals(), true), 0);
    }
}
