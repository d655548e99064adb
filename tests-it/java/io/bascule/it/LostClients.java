package io.bascule.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.wire.RawHttp;
import io.bascule.it.wire.RawSocket;
import io.bascule.it.wire.RawWebSocket;
import io.bascule.it.wire.Served;
import io.bascule.it.wire.StompOverWebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Clients that come and are lost in every way, several at once.
 *
 * @param served has the endpoint {@code /echo}
 * @param stomp the path of an endpoint that speaks STOMP
 * @param news called with the number of each client, to send something to {@code /topic/a}; by several threads at once
 */
public record LostClients(Served served, String stomp, IntConsumer news) {
    private static final int AT_ONCE = 4;

    /** Where a client is when it is lost; with an end of its sending, or reset. */
    private enum Lost {
        IN_THE_MIDST_OF_THE_HANDSHAKE {
            @Override
            void talk(RawSocket socket, LostClients all) throws IOException {
                var handshake = all.served().upgrade("/echo").text();
                new RawHttp(socket).send(handshake.substring(0, handshake.length() / 2));
            }
        },
        BEFORE_THE_ANSWER {
            @Override
            void talk(RawSocket socket, LostClients all) throws IOException {
                new RawHttp(socket).send(all.served().upgrade("/echo").text());
            }
        },
        RIGHT_AFTER_101 {
            @Override
            void talk(RawSocket socket, LostClients all) throws IOException {
                RawWebSocket.open(socket, all.served().upgrade("/echo"));
            }
        },
        IN_THE_MIDST_OF_A_FRAME {
            @Override
            void talk(RawSocket socket, LostClients all) throws IOException {
                RawWebSocket.open(socket, all.served().upgrade("/echo"))
                        .send(new byte[] {(byte) 0x81, (byte) 0xfe, 0x40, 0, 1, 2, 3, 4, 'h', 'a', 'l', 'f'});
            }
        },
        WITH_SUBSCRIPTIONS {
            @Override
            void talk(RawSocket socket, LostClients all) throws IOException {
                var client = subscribing(socket, all);
                while (!client.next().command().equals("RECEIPT")) {
                    // messages come meanwhile
                }
            }
        },
        WHILE_IT_SUBSCRIBES {
            @Override
            void talk(RawSocket socket, LostClients all) throws IOException {
                subscribing(socket, all);
            }
        };

        abstract void talk(RawSocket socket, LostClients all) throws IOException;

        private static StompOverWebSocket subscribing(RawSocket socket, LostClients all) throws IOException {
            var client = StompOverWebSocket.connect(socket, all.served().upgrade(all.stomp()));
            client.send("SUBSCRIBE\nid:1\ndestination:/topic/a\n\n^@");
            client.send("SUBSCRIBE\nid:2\ndestination:/topic/*\n\n^@");
            client.send("SUBSCRIBE\nid:3\ndestination:/queue/a\nreceipt:r\n\n^@");
            return client;
        }
    }

    /** Returns when so many have come and gone. */
    public void comeAndGo(int clients) throws InterruptedException {
        var failures = new ArrayList<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int thread = 0; thread < AT_ONCE; thread++) {
            int first = thread;
            threads.add(new Thread(() -> {
                try {
                    for (int client = first; client < clients; client += AT_ONCE) {
                        news.accept(client);
                        comeAndGoOnce(client);
                    }
                } catch (Throwable failed) {
                    synchronized (failures) {
                        failures.add(failed);
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

    private void comeAndGoOnce(int client) throws IOException {
        var ways = Lost.values();
        try (var socket = RawSocket.connect(served.port())) {
            ways[client / AT_ONCE % ways.length].talk(socket, this);
            if (client / AT_ONCE / ways.length % 2 == 0) {
                socket.reset();
            }
        }
    }
}
