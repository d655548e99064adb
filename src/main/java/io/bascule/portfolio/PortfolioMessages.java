package io.bascule.portfolio;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.bascule.application.Caller;
import io.bascule.application.MessageExceptionHandler;
import io.bascule.application.MessageMapping;
import io.bascule.application.Messenger;
import io.bascule.application.SubscribeMapping;
import io.bascule.payload.PayloadUnreadable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a trader's page and the server say to each other about positions and orders.
 *
 * <pre>
 *   SUBSCRIBE /app/positions                 answered once: [position, …]
 *   SUBSCRIBE /app/orders                  answered once: [outcome, …], the last 50, the oldest first
 *   SEND      /app/trade                     {"action":"Buy|Sell","ticker":"…","shares":n,"orderId":"…"}
 *     then    /user/queue/position-updates   the changed position, if it was filled; to all the user's connections
 *     and     /user/queue/orders             {orderId, state, reason, ticker, action, shares, price, time, seq};
 *                                          to all of them
 *     and     /user/queue/errors             {message, orderId}, if it was not; to the connection that sent it
 * </pre>
 *
 * <p>An order sent again under its {@code orderId} gets its first answer again, on {@code /user/queue/orders}, and changes
 * nothing. What is no order at all (unreadable, of nobody, with a bad id or the id of another order) is answered on
 * {@code /user/queue/errors} alone, since the other connections cannot know what it is about.
 *
 * <p>Called on the handlers' threads; blocks while the market is still opening, and for the database.
 */
public final class PortfolioMessages {
    private static final Logger LOG = System.getLogger(PortfolioMessages.class.getName());
    private static final Pattern ORDER_ID = Pattern.compile("[!-~]{1,64}");
    private static final BigDecimal MAX_SHARES = BigDecimal.valueOf(Order.MAX_SHARES);

    private static final int SHOWN_ORDERS = 50;

    private final Messenger messenger;
    private final Market market;
    private final Clock clock;
    private final SecureRandom random;
    private final Accounts accounts;
    private final Map<String, Trader> traders = new ConcurrentHashMap<>();

    PortfolioMessages(Messenger messenger, Market market, Accounts accounts, Clock clock, SecureRandom random) {
        this.messenger = messenger;
        this.market = market;
        this.accounts = accounts;
        this.clock = clock;
        this.random = random;
    }

    /** All positions of the caller; none, and an error, when it has not logged in. */
    @SubscribeMapping("/positions")
    public List<?> positions(Caller caller) {
        if (caller.user().isEmpty()) {
            complain(caller, "log in first", null);
            return List.of();
        }
        return accounts.account(caller.user().get(), clock.millis()).positions(this::price);
    }

    /** How the caller's last orders ended; none, and an error, when it has not logged in. */
    @SubscribeMapping("/orders")
    public List<?> orders(Caller caller) {
        if (caller.user().isEmpty()) {
            complain(caller, "log in first", null);
            return List.of();
        }
        return accounts.outcomes(caller.user().get(), SHOWN_ORDERS);
    }

    /** Trades for the caller at the price of the moment, or says why not. */
    @MessageMapping("/trade")
    public void trade(TradeRequest request, Caller caller) {
        var orderId = Optional.ofNullable(request.orderId).filter(id -> !id.isEmpty());
        if (orderId.isPresent() && !ORDER_ID.matcher(orderId.get()).matches()) {
            complain(caller, "An order id has 1 to 64 printable ASCII characters and no spaces", null);
        } else if (caller.user().isEmpty()) {
            complain(caller, "log in first", orderId.orElse(null));
        } else {
            trade(request, orderId, caller.user().get(), caller);
        }
    }

    /** Tells the caller that its message could not be read, and which it was where that much could be. */
    @MessageExceptionHandler
    public void unreadable(PayloadUnreadable problem, Caller caller) {
        var orderId = problem.text("orderId").filter(id -> ORDER_ID.matcher(id).matches());
        complain(caller, String.valueOf(problem.getMessage()), orderId.orElse(null));
    }

    private void trade(TradeRequest request, Optional<String> ownId, String user, Caller caller) {
        var orderId = ownId.orElseGet(this::newOrderId);
        try {
            settle(request.order(orderId), user, caller);
        } catch (NotAnOrder fault) {
            if (accounts.outcome(user, orderId).isPresent()) {
                complainOfReuse(caller, orderId);
            } else {
                messenger.toUser(user, "/queue/orders", Order.Outcome.malformed(orderId, fault.reason));
                complain(caller, fault.reason, orderId);
            }
        }
    }

    private void settle(Order order, String user, Caller caller) {
        var trader = traders.computeIfAbsent(user, name -> new Trader(name, accounts));
        var outcome = trader.trade(order, price(order.stock()), clock.millis());
        trader.announce(answer -> announce(answer, user));
        if (outcome.isEmpty()) {
            complainOfReuse(caller, order.id());
        } else if (outcome.get().state() == Order.State.REJECTED) {
            complain(caller, outcome.get().reason(), order.id());
        }
    }

    private void announce(Accounts.Answer answer, String user) {
        try {
            answer.fill().ifPresent(position -> messenger.toUser(user, "/queue/position-updates", position));
            messenger.toUser(user, "/queue/orders", answer.outcome());
        } catch (RuntimeException unsent) {
            LOG.log(Level.ERROR, "A settled order could not be announced; its page will see a gap", unsent);
        }
    }

    private void complainOfReuse(Caller caller, String orderId) {
        complain(caller, "Another order has this id already; a new order needs a new id", orderId);
    }

    private void complain(Caller caller, String message, @Nullable String orderId) {
        messenger.toConnection(caller.connection(), "/queue/errors", new Complaint(message, orderId));
    }

    private BigDecimal price(Stock stock) {
        return market.quote(stock).price();
    }

    private String newOrderId() {
        var id = new byte[16];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /**
     * An order as the client sends it, in JSON, with nothing checked; what else it has is ignored.
     *
     * @param orderId at most 64 printable ASCII characters; made up here if absent or empty
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record TradeRequest(
            @Nullable String action,
            @Nullable String ticker,
            @Nullable BigDecimal shares,
            @Nullable String orderId) {

        private Order order(String id) throws NotAnOrder {
            return new Order(id, wantedAction(), wantedStock(), wantedShares());
        }

        private Order.Action wantedAction() throws NotAnOrder {
            if (action == null) {
                throw new NotAnOrder("The order has no action; an order says Buy or Sell");
            }
            return Order.Action.of(action)
                    .orElseThrow(() -> new NotAnOrder("Unknown action; an order says Buy or Sell"));
        }

        private Stock wantedStock() throws NotAnOrder {
            if (ticker == null) {
                throw new NotAnOrder("The order has no ticker; the tickers are " + Stock.tickers());
            }
            return Stock.of(ticker)
                    .orElseThrow(() -> new NotAnOrder("Unknown ticker; the tickers are " + Stock.tickers()));
        }

        private long wantedShares() throws NotAnOrder {
            if (shares == null) {
                throw new NotAnOrder("The order has no shares; they are a whole number from 1 to 1,000,000");
            }
            // The range first: only a number that is known to be small may be written out.
            var inRange = shares.compareTo(BigDecimal.ONE) >= 0 && shares.compareTo(MAX_SHARES) <= 0;
            if (!inRange || shares.stripTrailingZeros().scale() > 0) {
                throw new NotAnOrder("Shares are a whole number from 1 to 1,000,000");
            }
            return shares.longValueExact();
        }
    }

    /** Says in a sentence for people what keeps a request from being an order. */
    private static final class NotAnOrder extends Exception {
        private static final long serialVersionUID = 1L;
        private final String reason;

        NotAnOrder(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }
    }

    /** What is published to {@code /user/queue/errors}, in JSON; without order id where there is none to name. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Complaint(String message, @Nullable String orderId) {}
}
