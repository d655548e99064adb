package io.bascule.bench.workload;

import java.time.Duration;
import java.util.List;

/** All that is measured, in the order of the tables and of each server's run. */
public final class Workloads {
    private static final int PACED_WINDOW = 4096;

    /** Those that need memory come last, since they leave garbage. */
    public static final List<Workload> ALL = List.of(
            new FanOut("fan", 100, 1, 16, 0, 200),
            new FanOut("fan-10", 100, 10, 16, 0, 200),
            new FanOut("fan-1000", 1000, 1, 16, 0, 200),
            new FanOut("fan-w1", 100, 1, 1, 0, 200),
            new FanOut("fan-1000-w1", 1000, 1, 1, 0, 200),
            new FanOut("fan-paced", 100, 1, PACED_WINDOW, 100, 200),
            new FanOut("fan-8k", 100, 1, 16, 0, 8192),
            new Echo("echo-1", 1, 200),
            new Echo("echo-100", 100, 200),
            new Handshakes("handshake", 50),
            new SlowConsumer("slow", 100, 100, 8192, Duration.ofSeconds(18)),
            new IdleMemory("idle", Integer.getInteger("bench.idle.connections", 10_000)));

    private Workloads() {}
}
