package io.bascule.it.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bascule.it.application.StompStart;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.StompFrame;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.it.wire.WebSocketFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The points of STOMP's check list, each row named after its point (the README has them all); point 28 is SockJS's. Each
 * row has destinations of its own.
 */
final class StompCases {
    private static final String REFUSED = "ERROR, 1002";
    private static final String DENIED = "ERROR, 1008";
    private static final String TOO_BIG = "ERROR, 1009";

    /** What tells the destinations of one row, and of one run, from those of another. */
    private static final AtomicInteger LAST = new AtomicInteger();

    private StompCases() {}

    static List<Case> all() {
        return Stream.of(frames(), connecting(), subscribing(), acknowledging(), transactions(), ends(), users())
                .flatMap(List::stream)
                .toList();
    }

    /** What the clients of one row do; they are dropped behind it. */
    private static final class Clients implements AutoCloseable {
        final String topic = "/topic/points." + LAST.incrementAndGet();
        final String queue = "/queue/points." + LAST.incrementAndGet();
        private final Sites sites;
        private final List<StompOverWebSocket> open = new ArrayList<>();

        Clients(Sites sites) {
            this.sites = sites;
        }

        StompOverWebSocket open(String... headers) throws IOException {
            var site = sites.cases();
            var request = site.upgrade(StompStart.PATH);
            for (var header : headers) {
                request = request.with(header);
            }
            var client = new StompOverWebSocket(RawWebSocket.open(site.port(), request));
            open.add(client);
            return client;
        }

        StompOverWebSocket speaking(String version, String... headers) throws IOException {
            var client = open(headers);
            client.send("CONNECT\naccept-version:" + version + "\nhost:h\n\n^@");
            client.expect("CONNECTED", "version:" + version);
            return client;
        }

        /** One of 1.2 that has subscribed with the id 7. */
        StompOverWebSocket subscribed(String destination, String more) throws IOException {
            return subscribed("1.2", destination, more);
        }

        StompOverWebSocket subscribed(String version, String destination, String more) throws IOException {
            var client = speaking(version);
            client.send("SUBSCRIBE\nid:7\nreceipt:s\ndestination:" + destination + "\n" + more + "\n^@");
            client.receipt("s");
            return client;
        }

        /** One that takes from the queue and acknowledges; what waits there may come before a receipt. */
        StompOverWebSocket consumer() throws IOException {
            var client = speaking("1.2");
            client.send("SUBSCRIBE\nid:7\nack:client\ndestination:" + queue + "\n\n^@");
            return client;
        }

        String send(String body) {
            return "SEND\ndestination:" + topic + "\n\n" + body + "^@";
        }

        /** Sends to the queue and waits until that has been done. */
        void fill(String... bodies) throws IOException {
            var client = speaking("1.2");
            for (var body : bodies) {
                client.send("SEND\ndestination:" + queue + "\nreceipt:f\n\n" + body + "^@");
                client.receipt("f");
            }
        }

        /** What comes to a subscriber of 1.2 of a SEND with these lines behind its destination. */
        StompFrame passedOn(String version, String lines) throws IOException {
            var receiver = subscribed(topic, "");
            speaking(version).send("SEND\ndestination:" + topic + "\n" + lines);
            return receiver.expect("MESSAGE");
        }

        @Override
        public void close() throws IOException {
            for (var client : open) {
                client.close();
            }
        }
    }

    private interface Talk {
        String answer(Clients clients) throws Exception;
    }

    private static Case point(int number, String name, String expected, Talk talk) {
        return new Case("STOMP " + number + ": " + name, expected, sites -> {
            try (var clients = new Clients(sites)) {
                return talk.answer(clients);
            }
        });
    }

    /** A row whose frames of 1.2 are refused. */
    private static Case refused(int number, String name, String expected, String frames) {
        return refused(number, name, expected, "1.2", frames);
    }

    private static Case refused(int number, String name, String expected, String version, String frames) {
        return point(number, name, expected, clients -> {
            var client = clients.speaking(version);
            client.send(frames);
            return error(client);
        });
    }

    /** The ERROR that comes now, what it must have and has not, and how the connection ends. */
    private static String error(StompOverWebSocket client) throws IOException {
        var frame = client.next();
        if (!frame.command().equals("ERROR")) {
            return frame.command();
        }
        boolean told = !frame.header("message").isBlank()
                && !frame.body().isBlank()
                && frame.header("content-type").equals("text/plain")
                && frame.header("content-length")
                        .equals(Integer.toString(frame.body().getBytes(UTF_8).length));
        boolean leaks = frame.toString().matches("(?s).*(Exception|io\\.bascule|java\\.|secret).*");
        return "ERROR, " + (told ? "" : "tells too little, ") + (leaks ? "tells too much, " : "")
                + Answers.code(client.webSocket());
    }

    private static String header(StompFrame message, String name) {
        return message.has(name) ? message.header(name) : "none";
    }

    private static List<Case> frames() {
        return List.of(
                point(1, "lines that end with CR and LF, in 1.2", "2 messages", clients -> {
                    var receiver = clients.subscribed(clients.topic, "");
                    clients.speaking("1.2")
                            .send("SEND\r\ndestination:" + clients.topic + "\r\n\r\nx^@\r\n\n" + clients.send("y"));
                    return receiver.expect("MESSAGE").body().equals("x")
                                    && receiver.expect("MESSAGE").body().equals("y")
                            ? "2 messages"
                            : "others";
                }),
                refused(2, "`send` in small letters", REFUSED, "send\ndestination:/topic/a\n\n^@"),
                point(
                        3,
                        "the four escapes of 1.2",
                        "\\r\\n\\c\\\\",
                        clients ->
                                clients.passedOn("1.2", "k:\\r\\n\\c\\\\\n\n^@").header("k")),
                refused(3, "the escape `\\r` in 1.1", REFUSED, "1.1", "SEND\nk:\\r\n\n^@"),
                point(4, "a header is written in the version of the subscriber", "a\\b:c", clients -> {
                    var receiver = clients.subscribed("1.0", clients.topic, "");
                    clients.speaking("1.2").send("SEND\ndestination:" + clients.topic + "\nk:a\\\\b\\r\\n\\cc\n\n^@");
                    return receiver.expect("MESSAGE").header("k");
                }),
                point(5, "blanks around a value", "kept", clients -> {
                    return clients.passedOn("1.2", "k: v \n\n^@").header("k").equals(" v ") ? "kept" : "trimmed";
                }),
                refused(6, "a header line without a colon", REFUSED, "SEND\nkv\n\n^@"),
                point(
                        7,
                        "a repeated header",
                        "the first",
                        clients -> "the "
                                + clients.passedOn("1.2", "k:first\nk:second\n\n^@")
                                        .header("k")),
                refused(8, "SUBSCRIBE with a body", REFUSED, "SUBSCRIBE\nid:1\ndestination:/topic/a\n\nx^@"),
                point(9, "NUL in a body with `content-length`", "kept", clients -> {
                    return clients.passedOn("1.2", "content-length:3\n\na^@b^@")
                                    .body()
                                    .equals("a\0b")
                            ? "kept"
                            : "cut";
                }),
                refused(9, "`content-length` below zero", REFUSED, "SEND\ncontent-length:-1\n\n"),
                refused(
                        9,
                        "`content-length` of 99999999, and no body yet",
                        TOO_BIG,
                        "SEND\ncontent-length:99999999\n\n"),
                point(
                        10,
                        "`content-length` of a message counts bytes",
                        "3",
                        clients -> clients.passedOn("1.2", "\n\u20ac^@").header("content-length")),
                point(
                        11,
                        "`content-type`",
                        "text/plain;charset=x, none made up",
                        clients -> clients.passedOn("1.2", "content-type:text/plain;charset=x\n\n^@")
                                        .header("content-type")
                                + (header(clients.passedOn("1.2", "\nx^@"), "content-type")
                                                .equals("none")
                                        ? ", none made up"
                                        : ", one made up")),
                point(12, "a frame in many messages, a character cut in two by binary ones", "\u20ac", clients -> {
                    var receiver = clients.subscribed(clients.topic, "");
                    var sender = clients.speaking("1.2");
                    for (byte next : clients.send("\u20ac").replace("^@", "\0").getBytes(UTF_8)) {
                        sender.webSocket().binary(new byte[] {next});
                    }
                    return receiver.expect("MESSAGE").body();
                }),
                point(13, "a body that is not UTF-8", "comes in a binary message", clients -> {
                    var receiver = clients.subscribed(clients.topic, "");
                    byte[] frame = clients.send("x").replace("^@", "\0").getBytes(UTF_8);
                    frame[frame.length - 2] = -1;
                    clients.speaking("1.2").webSocket().binary(frame);
                    var message = receiver.webSocket().next();
                    return message.opcode() == WebSocketFrame.BINARY
                                    && message.payload()[message.payload().length - 2] == -1
                            ? "comes in a binary message"
                            : message.toString();
                }),
                refused(14, "a command without end", TOO_BIG, "S".repeat(17)),
                refused(14, "a header line without end", TOO_BIG, "SEND\na:" + "x".repeat(8_191)),
                refused(14, "101 headers", TOO_BIG, "SEND\n" + "a:b\n".repeat(101)),
                refused(14, "a body over the limit", TOO_BIG, "SEND\ncontent-length:65537\n\n"),
                refused(
                        14,
                        "more subscriptions than the setting",
                        DENIED,
                        Stream.of(1, 2, 3)
                                .map(id -> "SUBSCRIBE\nid:" + id + "\ndestination:/topic/a\n\n^@")
                                .reduce("", String::concat)));
    }

    private static List<Case> connecting() {
        return List.of(
                opens(15, "STOMP in place of CONNECT", "STOMP\naccept-version:1.2\nhost:h\n\n^@", "1.2"),
                opens(16, "CONNECT without `accept-version`", "CONNECT\nlogin: a\npasscode: b\n\n^@", "1.0"),
                opens(17, "the highest common version", "CONNECT\naccept-version:1.2, 1.0,2.0\nhost:h\n\n^@", "1.2"),
                point(17, "no common version", "1.0,1.1,1.2, 1002", clients -> {
                    var client = clients.open();
                    client.send("CONNECT\naccept-version:2.0\nhost:h\n\n^@");
                    return client.expect("ERROR").header("version") + ", " + Answers.code(client.webSocket());
                }),
                opens(18, "CONNECT without `host`", "CONNECT\naccept-version:1.2\n\n^@", "1.2"),
                first(19, "a first frame that is not CONNECT", "SEND\ndestination:/topic/a\n\n^@"),
                opens(19, "an end of line before CONNECT", "\r\n\nCONNECT\naccept-version:1.1\nhost:h\n\n^@", "1.1"),
                refused(20, "a second CONNECT", REFUSED, "CONNECT\naccept-version:1.2\nhost:h\n\n^@"),
                point(
                        21,
                        "no CONNECT",
                        "1008",
                        clients -> Answers.code(clients.open().webSocket())),
                point(22, "a receipt on CONNECT", "ignored", clients -> {
                    var client = clients.open();
                    client.send("CONNECT\naccept-version:1.2\nhost:h\nreceipt:r\n\n^@");
                    client.expect("CONNECTED");
                    client.send("DISCONNECT\nreceipt:d\n\n^@");
                    return client.next().header("receipt-id").equals("d") ? "ignored" : "answered";
                }),
                point(23, "CONNECTED", "version, session, server, heart-beat, user-name", clients -> {
                    var client = clients.open("X-Name: ann");
                    client.send("CONNECT\naccept-version:1.2\nhost:h\n\n^@");
                    var connected = client.expect("CONNECTED");
                    return String.join(
                            ", ",
                            connected.headers().stream()
                                    .map(line -> line.split(":", 2)[0])
                                    .toList());
                }),
                point(24, "frames sent with CONNECT", "processed in order", clients -> {
                    var client = clients.open();
                    client.send("CONNECT\naccept-version:1.2\nhost:h\n\n^@SUBSCRIBE\nid:1\ndestination:" + clients.topic
                            + "\nreceipt:1\n\n^@" + clients.send("x"));
                    client.expect("CONNECTED");
                    client.receipt("1");
                    return client.expect("MESSAGE").body().equals("x") ? "processed in order" : "another";
                }),
                first(25, "`heart-beat:a,b`", "CONNECT\naccept-version:1.2\nhost:h\nheart-beat:a,b\n\n^@"),
                point(26, "a client that wants heart-beats", "gets them", clients -> {
                    var client = clients.open();
                    client.send("CONNECT\naccept-version:1.2\nhost:h\nheart-beat:0,1000\n\n^@");
                    client.expect("CONNECTED");
                    client.expectHeartBeat();
                    return "gets them";
                }),
                point(27, "a client that promised heart-beats and is silent", "1002", clients -> {
                    var client = clients.open();
                    client.send("CONNECT\naccept-version:1.2\nhost:h\nheart-beat:500,0\n\n^@");
                    client.expect("CONNECTED");
                    return Answers.code(client.webSocket());
                }));
    }

    private static Case opens(int number, String name, String frames, String version) {
        return point(number, name, "CONNECTED, " + version, clients -> {
            var client = clients.open();
            client.send(frames);
            var answer = client.next();
            return answer.command() + ", " + header(answer, "version");
        });
    }

    private static Case first(int number, String name, String frames) {
        return point(number, name, REFUSED, clients -> {
            var client = clients.open();
            client.send(frames);
            return error(client);
        });
    }

    private static List<Case> subscribing() {
        return List.of(
                refused(29, "SUBSCRIBE without `id`", REFUSED, "SUBSCRIBE\ndestination:/topic/a\n\n^@"),
                point(29, "SUBSCRIBE without `id`, in 1.0", "no `subscription`", clients -> {
                    var client = clients.speaking("1.0");
                    client.send("SUBSCRIBE\ndestination:" + clients.topic + "\n\n^@" + clients.send("x"));
                    return client.expect("MESSAGE").has("subscription") ? "a `subscription`" : "no `subscription`";
                }),
                refused(30, "an `id` twice", REFUSED, "SUBSCRIBE\nid:1\ndestination:/topic/a\n\n^@".repeat(2)),
                refused(31, "`ack:sometimes`", REFUSED, "SUBSCRIBE\nid:1\nack:sometimes\ndestination:/topic/a\n\n^@"),
                refused(
                        31,
                        "`ack:client-individual` in 1.0",
                        REFUSED,
                        "1.0",
                        "SUBSCRIBE\nid:1\nack:client-individual\ndestination:/topic/a\n\n^@"),
                refused(32, "UNSUBSCRIBE of what is not there", REFUSED, "UNSUBSCRIBE\nid:9\n\n^@"),
                point(32, "after the receipt of UNSUBSCRIBE", "nothing", clients -> {
                    var client = clients.subscribed(clients.topic, "");
                    client.send(
                            "UNSUBSCRIBE\nid:7\nreceipt:u\n\n^@" + clients.send("x") + "DISCONNECT\nreceipt:d\n\n^@");
                    client.receipt("u");
                    return client.next().command().equals("RECEIPT") ? "nothing" : "a message";
                }),
                refused(33, "SEND without `destination`", REFUSED, "SEND\n\nx^@"),
                point(34, "headers of the protocol on SEND", "not passed on", clients -> {
                    var message = clients.passedOn(
                            "1.2", "receipt:r\nmessage-id:forged\nsubscription:forged\nack:forged\nown:1\n\nx^@");
                    boolean clean =
                            !message.has("receipt") && !message.toString().contains("forged") && message.has("own");
                    return clean ? "not passed on" : message.toString();
                }),
                point(35, "`ack` on a message", "with ack:client, in 1.2", clients -> {
                    var auto = clients.subscribed("1.2", clients.topic, "");
                    var older = clients.subscribed("1.1", clients.topic, "ack:client\n");
                    var wanted = clients.subscribed("1.2", clients.topic, "ack:client\n");
                    clients.speaking("1.2").send(clients.send("x"));
                    boolean right = !auto.expect("MESSAGE").has("ack")
                            && !older.expect("MESSAGE").has("ack")
                            && wanted.expect("MESSAGE").has("ack");
                    return right ? "with ack:client, in 1.2" : "elsewhere";
                }),
                point(36, "two subscriptions that match one message", "[7, 8]", clients -> {
                    var client = clients.subscribed(clients.topic, "");
                    client.send("SUBSCRIBE\nid:8\ndestination:" + clients.topic + "\n\n^@" + clients.send("x"));
                    return Stream.of(client.expect("MESSAGE"), client.expect("MESSAGE"))
                            .map(message -> message.header("subscription"))
                            .sorted()
                            .toList()
                            .toString();
                }),
                refused(37, "MESSAGE from a client", REFUSED, "MESSAGE\ndestination:/topic/a\nmessage-id:1\n\nx^@"));
    }

    private static List<Case> acknowledging() {
        return List.of(
                refused(38, "NACK in 1.0", REFUSED, "1.0", "NACK\nmessage-id:1\n\n^@"),
                point(38, "NACK", "comes again, redelivered", clients -> {
                    clients.fill("x");
                    var client = clients.consumer();
                    client.send("NACK\nid:" + client.expect("MESSAGE").header("ack") + "\n\n^@");
                    return header(client.expect("MESSAGE"), "redelivered").equals("true")
                            ? "comes again, redelivered"
                            : "comes again";
                }),
                point(39, "ACK of the second of three, with ack:client", "the third is left", clients -> {
                    clients.fill("first", "second", "third");
                    var client = clients.consumer();
                    client.expect("MESSAGE");
                    var second = client.expect("MESSAGE").header("ack");
                    client.expect("MESSAGE");
                    client.send("ACK\nid:" + second + "\nreceipt:a\n\n^@");
                    client.receipt("a");
                    client.send("DISCONNECT\nreceipt:d\n\n^@");
                    client.receipt("d");
                    return "the " + clients.consumer().expect("MESSAGE").body() + " is left";
                }),
                refused(39, "ACK of an unknown id", REFUSED, "ACK\nid:9\n\n^@"),
                point(40, "a consumer that is gone", "another gets it, redelivered", clients -> {
                    clients.fill("x");
                    var lost = clients.consumer();
                    lost.expect("MESSAGE");
                    var other = clients.consumer();
                    lost.close();
                    return header(other.expect("MESSAGE"), "redelivered").equals("true")
                            ? "another gets it, redelivered"
                            : "another gets it";
                }));
    }

    private static List<Case> transactions() {
        return List.of(
                refused(41, "BEGIN without `transaction`", REFUSED, "BEGIN\n\n^@"),
                refused(41, "BEGIN twice", REFUSED, "BEGIN\ntransaction:t\n\n^@".repeat(2)),
                refused(
                        41,
                        "SEND in an unknown transaction",
                        REFUSED,
                        "SEND\ndestination:/topic/a\ntransaction:t\n\nx^@"),
                point(42, "two SENDs in a transaction, and one outside before COMMIT", "outside, 1, 2", clients -> {
                    var receiver = clients.subscribed(clients.topic, "");
                    var sender = clients.speaking("1.2");
                    var inside = "SEND\ndestination:" + clients.topic + "\ntransaction:t\n\n%s^@";
                    sender.send("BEGIN\ntransaction:t\n\n^@" + inside.formatted("1") + inside.formatted("2")
                            + clients.send("outside") + "COMMIT\ntransaction:t\nreceipt:c\n\n^@");
                    sender.receipt("c");
                    return receiver.expect("MESSAGE").body() + ", "
                            + receiver.expect("MESSAGE").body() + ", "
                            + receiver.expect("MESSAGE").body();
                }),
                point(42, "a SEND in a transaction that is aborted", "never comes", clients -> {
                    var receiver = clients.subscribed(clients.topic, "");
                    clients.speaking("1.2")
                            .send("BEGIN\ntransaction:t\n\n^@SEND\ndestination:" + clients.topic
                                    + "\ntransaction:t\n\nundone^@ABORT\ntransaction:t\n\n^@" + clients.send("done"));
                    return receiver.expect("MESSAGE").body().equals("done") ? "never comes" : "comes";
                }),
                point(43, "receipts of all frames", "[1, 2, 3, 4, 5]", clients -> {
                    var client = clients.speaking("1.2");
                    client.send("SUBSCRIBE\nid:1\ndestination:/topic/none\nreceipt:1\n\n^@SEND\ndestination:"
                            + clients.topic + "\nreceipt:2\n\nx^@BEGIN\ntransaction:t\nreceipt:3\n\n^@"
                            + "ABORT\ntransaction:t\nreceipt:4\n\n^@UNSUBSCRIBE\nid:1\nreceipt:5\n\n^@");
                    var ids = new ArrayList<String>();
                    for (int i = 0; i < 5; i++) {
                        ids.add(client.expect("RECEIPT").header("receipt-id"));
                    }
                    return ids.toString();
                }));
    }

    private static List<Case> ends() {
        return List.of(
                point(44, "an ERROR names the receipt that will not come", "r, 1002", clients -> {
                    var client = clients.speaking("1.2");
                    client.send("SUBSCRIBE\ndestination:/topic/a\nreceipt:r\n\n^@");
                    return client.expect("ERROR").header("receipt-id") + ", " + Answers.code(client.webSocket());
                }),
                refused(
                        45,
                        "a method of the application that throws",
                        "ERROR, 1011",
                        "SEND\ndestination:/app/fail\nreceipt:r\n\n^@"),
                point(46, "DISCONNECT with a receipt", "RECEIPT, 1000", clients -> {
                    var client = clients.speaking("1.2");
                    client.send("DISCONNECT\nreceipt:d\n\n^@");
                    return client.next().command() + ", " + Answers.code(client.webSocket());
                }),
                point(46, "DISCONNECT without a receipt", "1000", clients -> {
                    var client = clients.speaking("1.2");
                    client.send("DISCONNECT\n\n^@");
                    return Answers.code(client.webSocket());
                }),
                point(47, "a SEND behind DISCONNECT", "ignored", clients -> {
                    var receiver = clients.subscribed(clients.topic, "");
                    var client = clients.speaking("1.2");
                    client.send("DISCONNECT\nreceipt:d\n\n^@" + clients.send("late"));
                    client.receipt("d");
                    clients.speaking("1.2").send(clients.send("in time"));
                    return receiver.expect("MESSAGE").body().equals("in time") ? "ignored" : "delivered";
                }),
                point(48, "500 messages of one client to two", "all, in order", clients -> {
                    var receivers = List.of(clients.subscribed(clients.topic, ""), clients.subscribed("/topic/**", ""));
                    var sender = clients.speaking("1.2");
                    for (int i = 0; i < 500; i++) {
                        sender.send(clients.send(Integer.toString(i)));
                    }
                    for (var receiver : receivers) {
                        for (int i = 0; i < 500; i++) {
                            if (!receiver.expect("MESSAGE").body().equals(Integer.toString(i))) {
                                return "not in order";
                            }
                        }
                    }
                    return "all, in order";
                }));
    }

    private static List<Case> users() {
        return List.of(
                point(49, "a message to a user with two connections", "/user/queue/a, both", clients -> {
                    var tabs = List.of(clients.speaking("1.2", "X-Name: ann"), clients.speaking("1.2", "X-Name: ann"));
                    for (var tab : tabs) {
                        tab.send("SUBSCRIBE\nid:1\ndestination:/user/queue/a\nreceipt:s\n\n^@");
                        tab.receipt("s");
                    }
                    clients.speaking("1.2").send("SEND\ndestination:/user/ann/queue/a\n\nx^@");
                    return tabs.get(0).expect("MESSAGE").header("destination")
                            + (tabs.get(1).expect("MESSAGE").body().equals("x") ? ", both" : "");
                }),
                denied(50, "SUBSCRIBE to another user's queue", "/user/ann/queue/a"),
                denied(51, "SUBSCRIBE to `/**`", "/**"),
                refused(52, "SEND where no rule allows it", DENIED, "SEND\ndestination:/topic/closed\n\nx^@"),
                refused(
                        53,
                        "another CONNECT, as another",
                        REFUSED,
                        "CONNECT\naccept-version:1.2\nlogin:bob\npasscode:b\n\n^@"));
    }

    private static Case denied(int number, String name, String destination) {
        return point(number, name, DENIED, clients -> {
            var client = clients.speaking("1.2", "X-Name: bob");
            client.send("SUBSCRIBE\nid:1\ndestination:" + destination + "\n\n^@");
            return error(client);
        });
    }
}
