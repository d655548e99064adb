package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bascule.Bascule;
import io.bascule.Counts;
import io.bascule.it.wire.Poll;
import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.StompOverWebSocket;
import io.bascule.portfolio.EchoEndpoint;
import io.bascule.stomp.DestinationRules;
import io.bascule.stomp.Login;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that come and are lost in every way leave nothing behind on the standalone server. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeakIT {
    private static final int CLIENTS = 2_000;
    private static final int AT_ONCE = 4;

    /** Where a client is when it is lost; with an end of its sending, or reset. */
    private enum Lost {
        BEFORE_THE_ANSWER {
            @Override
            void talk(RawSocket socket, ServerUnderTest server) throws IOException {
                new RawHttp(socket).send(server.upgrade("/echo").text());
            }
        },
        RIGHT_AFTER_101 {
            @Override
            void talk(RawSocket socket, ServerUnderTest server) throws IOException {
                RawWebSocket.open(socket, server.upgrade("/echo"));
            }
        },
        IN_THE_MIDST_OF_A_FRAME {
            @Override
            void talk(RawSocket socket, ServerUnderTest server) throws IOException {
                RawWebSocket.open(socket, server.upgrade("/echo"))
                        .send(new byte[] {(byte) 0x81, (byte) 0xfe, 0x40, 0, 1, 2, 3, 4, 'h', 'a', 'l', 'f'});
            }
        },
        WITH_SUBSCRIPTIONS {
            @Override
            void talk(RawSocket socket, ServerUnderTest server) throws IOException {
                var stomp = subscribing(socket, server);
                while (!stomp.next().command().equals("RECEIPT")) {
                    // messages come meanwhile
                }
            }
        },
        WHILE_IT_SUBSCRIBES {
            @Override
            void talk(RawSocket socket, ServerUnderTest server) throws IOException {
                subscribing(socket, server);
            }
        };

        abstract void talk(RawSocket socket, ServerUnderTest server) throws IOException;

        private static StompOverWebSocket subscribing(RawSocket socket, ServerUnderTest server) throws IOException {
            var stomp = StompOverWebSocket.connect(socket, server.upgrade(ConformanceStomp.PATH));
            stomp.send("SUBSCRIBE\nid:1\ndestination:/topic/a\n\n^@");
            stomp.send("SUBSCRIBE\nid:2\ndestination:/topic/*\n\n^@");
            stomp.send("SUBSCRIBE\nid:3\ndestination:/queue/a\nreceipt:r\n\n^@");
            return stomp;
        }
    }

    @Test
    void two_thousand_lost_clients_leave_nothing_behind() throws Exception {
        var bascule = new AtomicReference<Bascule>();
        try (var server = ServerUnderTest.start(made -> {
            bascule.set(made);
            return made.endpoint(EchoEndpoint.class)
                    .stomp(ConformanceStomp.class, rules -> rules, DestinationRules.of(), Login.of(Map.of()));
        })) {
            var empty = bascule.get().counts(); // the expiry of HTTP sessions always waits for its time
            comeAndGo(server, bascule.get(), CLIENTS / 10);
            awaitCounts(empty, bascule.get());
            int threads = threads();
            comeAndGo(server, bascule.get(), CLIENTS);
            awaitCounts(empty, bascule.get());
            assertTrue(threads() <= threads + AT_ONCE, () -> threads() + " threads, before " + threads);
        }
    }

    private static void awaitCounts(Counts expected, Bascule bascule) throws Exception {
        assertTrue(
                Poll.until(() -> bascule.counts().equals(expected)),
                () -> bascule.counts() + " is left, not " + expected);
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }

    /** Several at once, while there are messages for those that subscribe. */
    private static void comeAndGo(ServerUnderTest server, Bascule bascule, int clients) throws InterruptedException {
        var failures = new ArrayList<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int thread = 0; thread < AT_ONCE; thread++) {
            int first = thread;
            threads.add(new Thread(() -> {
                for (int client = first; client < clients; client += AT_ONCE) {
                    try {
                        bascule.messenger().send("/topic/a", "news " + client);
                        comeAndGo(server, client);
                    } catch (Throwable failed) {
                        synchronized (failures) {
                            failures.add(failed);
                        }
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
    }

    private static void comeAndGo(ServerUnderTest server, int client) throws IOException {
        var ways = Lost.values();
        try (var socket = RawSocket.connect(server.port())) {
            ways[client / AT_ONCE % ways.length].talk(socket, server);
            if (client / AT_ONCE / ways.length % 2 == 0) {
                socket.reset();
            }
        }
    }
}
