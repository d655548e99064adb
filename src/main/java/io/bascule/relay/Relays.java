package io.bascule.relay;

import io.bascule.backplane.Letters;
import io.bascule.backplane.Node;
import io.bascule.relay.Word.Answering;
import io.bascule.relay.Word.Ask;
import io.bascule.relay.Word.Asking;
import io.bascule.relay.Word.End;
import io.bascule.relay.Word.Left;
import io.bascule.relay.Word.Still;
import io.bascule.sockjs.HttpExchange;
import io.bascule.sockjs.HttpExchange.Answer;
import io.bascule.sockjs.SockJs;
import io.bascule.time.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the requests of SockJS go that are for sessions of other nodes, and where theirs come from. Any thread.
 *
 * <p>Letters may be lost, and nodes too: every few seconds it is looked who is gone, and each request that waits asks
 * whether it is still known.
 */
public final class Relays implements SockJs.Elsewhere {
    private static final Logger LOG = System.getLogger(Relays.class.getName());

    private static final Duration LOOK = Duration.ofSeconds(5);

    /** How many requests may be under way to others at once; a request waits, but holds no thread. */
    private static final int MOST = 10_000;

    /** An errand of another node. */
    private record Key(Node from, long errand) {}

    private final Letters letters;
    private final Timer timer;
    private final Executor handlers;
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, Errand> errands = new ConcurrentHashMap<>();
    private final Map<Key, RemoteExchange> exchanges = new ConcurrentHashMap<>();

    /** @param handlers run what decides about a request, which may block */
    public Relays(Letters letters, Timer timer, Executor handlers) {
        this.letters = letters;
        this.timer = timer;
        this.handlers = handlers;
    }

    /** From now on {@code service} answers what comes from other nodes; to be called once. */
    public void begin(SockJs service) {
        letters.deliverTo((from, letter) -> read(from, letter, service));
        timer.after(LOOK, this::look);
    }

    @Override
    public String self() {
        return letters.self().name();
    }

    @Override
    public void serve(String node, HttpExchange exchange, byte[] body, Runnable unreachable) {
        var to = run(node);
        if (to.isEmpty() || errands.size() >= MOST) {
            unreachable.run();
            return;
        }
        var errand = new Errand(
                last.incrementAndGet(),
                to.get(),
                exchange,
                word -> tell(to.get(), word),
                done -> errands.remove(done.number()),
                unreachable);
        errands.put(errand.number(), errand);
        var ask = new Ask(errand.number(), exchange.contextPath(), exchange.request(), body);
        if (tell(to.get(), ask)) {
            errand.asked();
        } else {
            errand.end();
        }
    }

    /** The run of a node that lives; the last where its death was not noticed. */
    private Optional<Node> run(String name) {
        return letters.nodes().stream()
                .filter(node -> node.name().equals(name))
                .max(Comparator.comparingLong(Node::epoch));
    }

    private boolean tell(Node to, Word word) {
        return letters.write(to, Words.bytes(word));
    }

    private void read(Node from, byte[] letter, SockJs service) {
        try {
            var word = Words.read(letter);
            if (word instanceof Ask ask) {
                answer(from, ask, service);
            } else if (word instanceof Asking asking) {
                reach(from, asking);
            } else {
                reach(from, (Answering) word);
            }
        } catch (Words.Garbled garbled) {
            LOG.log(Level.WARNING, "A letter of node {0} was dropped: {1}", from, garbled.getMessage());
        }
    }

    private void answer(Node from, Ask ask, SockJs service) {
        var key = new Key(from, ask.errand());
        var exchange = new RemoteExchange(ask, word -> tell(from, word), () -> exchanges.remove(key));
        exchanges.put(key, exchange);
        handlers.execute(() -> {
            if (service.isFor(ask.request())) {
                service.serve(exchange);
            } else {
                exchange.answer(new Answer(404, Map.of(), new byte[0]));
            }
        });
    }

    private void reach(Node from, Asking word) {
        var exchange = exchanges.get(new Key(from, word.errand()));
        if (exchange != null) {
            word.reach(exchange);
        } else {
            tell(from, new End(word.errand()));
        }
    }

    private void reach(Node from, Answering word) {
        var errand = errands.get(word.errand());
        if (errand != null && errand.to().equals(from)) {
            word.reach(errand);
        } else if (!(word instanceof End)) {
            tell(from, new Left(word.errand()));
        }
    }

    private void look() {
        var nodes = letters.nodes();
        for (var errand : errands.values()) {
            if (!nodes.contains(errand.to())) {
                errand.end();
            } else if (errand.isAsked()) {
                tell(errand.to(), new Still(errand.number()));
            }
        }
        exchanges.forEach((key, exchange) -> {
            if (!nodes.contains(key.from())) {
                exchange.left();
            }
        });
        timer.after(LOOK, this::look);
    }
}
