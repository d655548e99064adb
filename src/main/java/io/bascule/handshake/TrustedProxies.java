package io.bascule.handshake;

import static java.util.stream.Collectors.joining;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The proxies whose forwarded headers are believed: what they say about the client and about the name under which the
 * browser sees this server. From anybody else these headers change nothing.
 *
 * <p>Headers are read from the right, since each proxy appends: an address that is itself a trusted proxy is passed
 * over, and the first other one is the client, whatever stands further to the left. {@code Forwarded} (RFC 7239) goes
 * before {@code X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port}; where both say something they must
 * say the same. A trusted proxy has to set or remove every one of these headers. Immutable; any thread.
 */
public final class TrustedProxies {
    /** Nobody is believed. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final String FORWARDED = "Forwarded";
    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";
    private static final String PORT = "X-Forwarded-Port";

    /** One {@code name=value} of RFC 7239 section 4; no value anyone needs holds a backslash. */
    private static final Pattern PAIR = Pattern.compile(
            "[ \t]*(?:([A-Za-z0-9!#$%&'*+.^_`|~-]++)=(?:\"([^\"\\\\]*+)\"|([^ \t;,\"\\\\]++)))?[ \t]*([;,]|\\z)");

    private static final Pattern WITH_PORT = Pattern.compile(".*[^:]:[0-9]+|\\[.*]:[0-9]+");

    private final List<Block> blocks;

    private TrustedProxies(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /**
     * How a request reached this server, as far as it can be believed.
     *
     * @param client the numeric address of the client, no port
     * @param own where the client's browser sees this server
     * @param basis for the operator: what {@code own} was concluded from; fit for a log line
     */
    public record Arrival(String client, Origin own, String basis) {}

    /** A trusted proxy's headers cannot be read or contradict each other; the message says how, fit for a log line. */
    public static final class ForwardedRefused extends Exception {
        private static final long serialVersionUID = 1;

        private ForwardedRefused(String message) {
            super(message);
        }
    }

    /** The addresses that share the first {@code bits} bits with {@code network}. */
    private record Block(InetAddress network, int bits, String written) {
        boolean holds(InetAddress address) {
            byte[] other = address.getAddress();
            return other.length == network.getAddress().length && same(network.getAddress(), other, 0, bits);
        }

        /** Whether no bit is set behind the first {@code bits}. */
        boolean isNetwork() {
            byte[] zeros = new byte[network.getAddress().length];
            return same(network.getAddress(), zeros, bits, zeros.length * 8);
        }

        private static boolean same(byte[] one, byte[] other, int from, int to) {
            return IntStream.range(from, to).noneMatch(bit -> ((one[bit / 8] ^ other[bit / 8]) << bit % 8 & 0x80) != 0);
        }
    }

    /** What one family of headers says; empty where it says nothing. */
    private record Claim(Optional<String> client, Optional<String> scheme, Optional<String> host) {}

    /**
     * Reads the setting {@code trustedProxies}: a comma-separated list of addresses and networks (CIDR), for instance
     * {@code 10.0.0.0/8, 192.168.1.7, fd00::/8}; nothing for none.
     *
     * @throws IllegalArgumentException saying which entry is wrong and what to write
     */
    public static TrustedProxies parse(String setting) {
        return new TrustedProxies(Stream.of(setting.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .map(TrustedProxies::block)
                .toList());
    }

    private static Block block(String entry) {
        int slash = entry.indexOf('/');
        var address = Origin.address(slash < 0 ? entry : entry.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException("Trusted proxy '" + entry
                        + "' is not an address; write one such as '10.0.0.3' or 'fd00::3', or a network such as"
                        + " '10.0.0.0/8'"));
        int width = address.getAddress().length * 8;
        var bits = slash < 0 ? String.valueOf(width) : entry.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > width) {
            throw new IllegalArgumentException(
                    "Trusted network '" + entry + "' has no length between 0 and " + width + " behind the slash");
        }
        var block = new Block(address, Integer.parseInt(bits), entry);
        if (!block.isNetwork()) {
            throw new IllegalArgumentException("Trusted network '" + entry
                    + "' names one address and many; write the address without '/" + bits
                    + "', or the network with zeros behind its first " + bits + " bits");
        }
        return block;
    }

    /** Whether the peer with this numeric address is believed; a zone ({@code fe80::1%eth0}) does not count. */
    public boolean trusts(String address) {
        return !blocks.isEmpty()
                && peer(address)
                        .filter(numeric -> blocks.stream().anyMatch(block -> block.holds(numeric)))
                        .isPresent();
    }

    private static Optional<InetAddress> peer(String address) {
        int zone = address.indexOf('%');
        return Origin.address(zone < 0 ? address : address.substring(0, zone));
    }

    /**
     * How a request, a handshake or any other, reached this server.
     *
     * @throws ForwardedRefused if the headers of a trusted proxy cannot be read or contradict each other
     * @throws IllegalArgumentException if the {@code Host} header is missing or cannot be read
     */
    public Arrival arrival(HandshakeRequest request) throws ForwardedRefused {
        var proxy = request.remoteAddress();
        var direct = Origin.at(
                request.secure() ? "https" : "http", request.header("Host").orElse(""));
        var evidence = evidence(request);
        if (!trusts(proxy)) {
            var ignored = evidence.isEmpty()
                    ? ""
                    : "; " + evidence + " came from " + proxy + ", which is not in bascule.trustedProxies";
            return new Arrival(proxy, direct, "from Host" + ignored);
        }
        var forwarded = forwarded(request);
        var extended = extended(request);
        var own = own(request, forwarded, extended);
        var client = agreed("the client", forwarded.client(), extended.client()).orElse(proxy);
        return new Arrival(
                client, own, evidence.isEmpty() ? "from Host" : "from Host, and " + evidence + " of " + proxy);
    }

    /** Whether a peer's forwarded headers say anything about this server's own origin. */
    static boolean speaksOfOrigin(HandshakeRequest request) {
        return !evidence(request).isEmpty();
    }

    private static String evidence(HandshakeRequest request) {
        return Stream.of(FORWARDED, PROTO, HOST, PORT)
                .filter(name -> !request.lines(name).isEmpty())
                .map(name -> name + "=" + HandshakeRequest.printable(String.join(", ", request.lines(name))))
                .collect(joining(", "));
    }

    /** These and the peer with this numeric address. */
    TrustedProxies and(String address) {
        return peer(address)
                .map(numeric ->
                        new TrustedProxies(Stream.concat(blocks.stream(), Stream.of(block(numeric.getHostAddress())))
                                .toList()))
                .orElse(this);
    }

    /** The addresses and networks as the setting has them. */
    @Override
    public String toString() {
        return blocks.stream().map(Block::written).collect(joining(","));
    }

    private Claim forwarded(HandshakeRequest request) throws ForwardedRefused {
        var elements = new ArrayList<Map<String, String>>();
        for (var line : request.lines(FORWARDED)) {
            elements.addAll(elements(line));
        }
        if (elements.isEmpty()) {
            return new Claim(Optional.empty(), Optional.empty(), Optional.empty());
        }
        var nodes = elements.stream()
                .map(element -> element.getOrDefault("for", ""))
                .toList();
        int edge = edge(nodes);
        var said = elements.get(edge);
        return new Claim(
                client(nodes, edge),
                scheme("Forwarded proto", Optional.ofNullable(said.get("proto"))),
                Optional.ofNullable(said.get("host")));
    }

    private Claim extended(HandshakeRequest request) throws ForwardedRefused {
        var nodes = request.values(FOR);
        return new Claim(
                nodes.isEmpty() ? Optional.empty() : client(nodes, edge(nodes)),
                scheme(PROTO, last(request, PROTO)),
                last(request, HOST));
    }

    private static Optional<String> last(HandshakeRequest request, String name) {
        var values = request.values(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
    }

    /** Where the chain of trusted proxies ends: the right-most node that is not one of them, else the left-most. */
    private int edge(List<String> nodes) {
        int at = nodes.size() - 1;
        while (at > 0 && numeric(nodes.get(at)).filter(this::trusts).isPresent()) {
            at--;
        }
        return at;
    }

    /** The address at the edge; when it is hidden ({@code unknown}, {@code _name}), that of the proxy in front of us. */
    private static Optional<String> client(List<String> nodes, int edge) {
        return nodes.subList(edge, Math.min(edge + 2, nodes.size())).stream()
                .flatMap(node -> numeric(node).stream())
                .findFirst();
    }

    /** The address of a node ({@code 1.2.3.4:567}, {@code [::1]:567}, RFC 7239 section 6; bare IPv6 too). */
    private static Optional<String> numeric(String node) {
        var address = node;
        if (node.startsWith("[")) {
            address = node.substring(1, Math.max(1, node.indexOf(']')));
        } else if (node.indexOf(':') == node.lastIndexOf(':') && node.indexOf(':') >= 0) {
            address = node.substring(0, node.indexOf(':'));
        }
        return Origin.address(address).map(InetAddress::getHostAddress);
    }

    private static List<Map<String, String>> elements(String line) throws ForwardedRefused {
        var elements = new ArrayList<Map<String, String>>();
        var element = new HashMap<String, String>();
        var pair = PAIR.matcher(line);
        for (int at = 0; at < line.length(); at = pair.end()) {
            if (!pair.region(at, line.length()).lookingAt()) {
                throw new ForwardedRefused("Forwarded=" + HandshakeRequest.printable(line) + " cannot be read");
            }
            if (pair.group(1) != null) {
                var value = pair.group(2) == null ? pair.group(3) : pair.group(2);
                if (element.put(pair.group(1).toLowerCase(Locale.ROOT), value) != null) {
                    throw new ForwardedRefused("Forwarded=" + HandshakeRequest.printable(line) + " says "
                            + HandshakeRequest.printable(pair.group(1)) + " twice of one proxy");
                }
            }
            if (pair.group(4).equals(",") && !element.isEmpty()) {
                elements.add(element);
                element = new HashMap<>();
            }
        }
        if (!element.isEmpty()) {
            elements.add(element);
        }
        return elements;
    }

    private static Optional<String> scheme(String name, Optional<String> said) throws ForwardedRefused {
        if (said.isEmpty()) {
            return said;
        }
        return switch (said.get().toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> Optional.of("https");
            case "http", "ws" -> Optional.of("http");
            default ->
                throw new ForwardedRefused(
                        name + "=" + HandshakeRequest.printable(said.get()) + " is neither http nor https");
        };
    }

    private static Origin own(HandshakeRequest request, Claim forwarded, Claim extended) throws ForwardedRefused {
        var scheme =
                agreed("the scheme", forwarded.scheme(), extended.scheme()).orElse(request.secure() ? "https" : "http");
        var host = request.header("Host").orElse("");
        var first = forwarded.host().isEmpty()
                ? Optional.<Origin>empty()
                : Optional.of(origin(scheme, forwarded.host().get()));
        var second = withPort(request, scheme, extended.host(), forwarded.host().orElse(host));
        return agreed("this server", first, second).orElseGet(() -> Origin.at(scheme, host));
    }

    /** What X-Forwarded-Host and X-Forwarded-Port say together; the port alone is one of {@code otherwise}. */
    private static Optional<Origin> withPort(
            HandshakeRequest request, String scheme, Optional<String> host, String otherwise) throws ForwardedRefused {
        var port = last(request, PORT);
        if (host.isEmpty() && port.isEmpty()) {
            return Optional.empty();
        }
        var named = origin(scheme, host.orElse(otherwise));
        if (port.isEmpty()) {
            return Optional.of(named);
        }
        var there = origin(scheme, named.host() + ":" + port.get());
        if (host.isPresent() && WITH_PORT.matcher(host.get()).matches() && !named.equals(there)) {
            throw new ForwardedRefused(HOST + "=" + HandshakeRequest.printable(host.get()) + " contradicts " + PORT
                    + "=" + HandshakeRequest.printable(port.get()));
        }
        return Optional.of(there);
    }

    private static Origin origin(String scheme, String authority) throws ForwardedRefused {
        try {
            return Origin.at(scheme, authority);
        } catch (IllegalArgumentException garbage) {
            throw new ForwardedRefused("A forwarded host or port cannot be read: " + garbage.getMessage());
        }
    }

    private static <T> Optional<T> agreed(String what, Optional<T> forwarded, Optional<T> extended)
            throws ForwardedRefused {
        if (forwarded.isPresent() && extended.isPresent() && !forwarded.equals(extended)) {
            throw new ForwardedRefused("Forwarded says that " + what + " is " + forwarded.get()
                    + ", X-Forwarded-* that it is " + extended.get());
        }
        return forwarded.or(() -> extended);
    }
}
