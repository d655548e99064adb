package io.bascule.bench.client;

import java.io.IOException;
import java.time.Duration;

/** What a server is put under, for as long as one likes. */
public interface Load {
    void run(Duration duration) throws IOException;

    /** How many operations have been completed so far. */
    long operations();

    /** Of the operations since they were cleared. */
    Latencies latencies();
}
