package io.bascule.handshake;

import io.bascule.handshake.HandshakeOutcome.Refused;
import io.bascule.time.Timer;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * How many connections there may be at once, in all, for one address and for one user, and how many there are. A client
 * takes its {@link Place} before the upgrade; it is given back exactly once, however the connection ends and also when the
 * container never opens it.
 *
 * <p>Of an IPv6 address the first 64 bits count: a subscriber commonly has as many addresses as there are below them. What
 * is kept of addresses and users is bounded by the number of places. Any thread; nothing is called while the lock is held.
 */
public final class Places {
    /** How long a client that was refused is asked to wait, in seconds. */
    private static final String RETRY_AFTER = "10";

    private static final int IPV6_BYTES = 16;
    private static final int NETWORK_BYTES = 8;

    private final Limits limits;
    private final Timer timer;
    /** Guarded by {@code this}, as all below. */
    private int taken;

    private final Tally addresses = new Tally();
    private final Tally users = new Tally();

    /**
     * The most connections there may be; each is the setting of the same name.
     *
     * @param all in all ({@code connections})
     * @param perAddress for one address ({@code connections.perAddress}), or {@link #NONE}
     * @param perUser for one user whom the handshake knows ({@code connections.perUser}), or {@link #NONE}
     */
    public record Limits(int all, int perAddress, int perUser) {
        /** Where there is no limit. */
        public static final int NONE = Integer.MAX_VALUE;
    }

    /**
     * All of them free.
     *
     * @param timer gives back what is not opened in time
     */
    public Places(Limits limits, Timer timer) {
        this.limits = limits;
        this.timer = timer;
    }

    /** How many are taken now, by connections and by handshakes that are about to open one. */
    public synchronized int taken() {
        return taken;
    }

    /** How many addresses and users are remembered. */
    synchronized int remembered() {
        return addresses.names() + users.names();
    }

    /** A place for {@code client}, a numeric address; still to be taken. */
    Place next(String client) {
        return new Place(this, timer, client, network(client));
    }

    private static String network(String client) {
        int zone = client.indexOf('%');
        return Origin.address(zone < 0 ? client : client.substring(0, zone))
                .map(InetAddress::getAddress)
                .map(address -> HexFormat.of()
                        .formatHex(address, 0, address.length == IPV6_BYTES ? NETWORK_BYTES : address.length))
                .orElse(client);
    }

    /** Counts one more connection, to be called while holding {@code this}. */
    Optional<Refused> add(String client, String network) {
        if (taken >= limits.all()) {
            return Optional.of(full(
                    503,
                    "This server has no room for more connections now.\n",
                    "all " + limits.all() + " connections are in use",
                    "bascule.connections",
                    limits.all()));
        }
        if (!addresses.add(network, limits.perAddress())) {
            return Optional.of(full(
                    429,
                    "There are too many connections from this address.\n",
                    client + (client.contains(":") ? " with its neighbours in the same /64" : "") + " already has "
                            + limits.perAddress(),
                    "bascule.connections.perAddress",
                    limits.perAddress()));
        }
        taken++;
        return Optional.empty();
    }

    /** Counts one more connection of {@code user}, to be called while holding {@code this}. */
    Optional<Refused> addUser(String user) {
        return users.add(user, limits.perUser())
                ? Optional.empty()
                : Optional.of(full(
                        429,
                        "There are too many connections of this user.\n",
                        "user " + HandshakeRequest.printable(user) + " already has " + limits.perUser(),
                        "bascule.connections.perUser",
                        limits.perUser()));
    }

    /** Counts one less, to be called while holding {@code this}. */
    void remove(String network, Optional<String> user) {
        taken--;
        addresses.remove(network);
        user.ifPresent(users::remove);
    }

    private static Refused full(int status, String body, String why, String setting, int limit) {
        return new Refused(
                status,
                Map.of("Retry-After", RETRY_AFTER),
                body,
                why + " (" + setting + ")",
                "a " + setting + " above " + limit);
    }
}
