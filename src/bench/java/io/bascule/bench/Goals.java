package io.bascule.bench;

import io.bascule.bench.workload.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What Bascule is to reach, each as one figure of a run. */
final class Goals {
    private static final String STANDALONE = "bascule";
    private static final String WAR = "bascule-tomcat";
    private static final String SPRING = "spring";
    private static final double OFFERED = 9900; // deliveries a second to those who read

    private final Results results;
    private final List<Goal> goals = new ArrayList<>();

    Goals(Results results) {
        this.results = results;
    }

    /** Those that this run has figures for. */
    List<Goal> reached() {
        atMost("CPU s per million, fan-out to 100, standalone", cost(STANDALONE, "fan"), 0.7);
        atLeast(
                "times Spring's rate, the same (20 as a stretch)",
                ratio(rate(STANDALONE, "fan"), rate(SPRING, "fan")),
                12);
        atMost("CPU s per million, the same from 10 publishers", cost(STANDALONE, "fan-10"), 2);
        atMost("CPU s per million, fan-out to 1,000", cost(STANDALONE, "fan-1000"), 1.2);
        atLeast("times Spring's rate, the same", ratio(rate(STANDALONE, "fan-1000"), rate(SPRING, "fan-1000")), 9);
        for (var workload : List.of("fan-w1", "fan-paced")) {
            var ours = cost(STANDALONE, workload);
            atMost("of Spring's CPU, `" + workload + "`", ratio(ours, cost(SPRING, workload)), 0.45);
            atMost("times bare nio's CPU, `" + workload + "`", ratio(ours, cost("nio", workload)), 1.5);
        }
        atMost("CPU s per million, fan-out to 100, WAR on Tomcat", cost(WAR, "fan"), 2);
        atLeast("times Spring's rate on the same Tomcat", ratio(rate(WAR, "fan"), rate(SPRING, "fan")), 7);
        atMost("CPU s per million, echo on 100 connections", cost(STANDALONE, "echo-100"), 11);
        atMost(
                "of Undertow's CPU, the same (a stretch)",
                ratio(cost(STANDALONE, "echo-100"), cost("undertow", "echo-100")),
                1);
        atMost("KB of live heap per idle STOMP session (12 as a stretch)", cost(STANDALONE, "idle"), 18);
        atMost("MB more of live heap for a slow consumer", cost(STANDALONE, "slow"), 2.5);
        atLeast("of the offered rate is kept meanwhile", ratio(rate(STANDALONE, "slow"), Optional.of(OFFERED)), 0.99);
        atMost(
                "times plain Tyrus' CPU, handshakes",
                ratio(cost(STANDALONE, "handshake"), cost("tyrus", "handshake")),
                1.25);
        return goals;
    }

    private Optional<Double> cost(String peer, String workload) {
        return figure(peer, workload, Measurement::cost);
    }

    private Optional<Double> rate(String peer, String workload) {
        return figure(peer, workload, Measurement::rate);
    }

    private Optional<Double> figure(String peer, String workload, ToDoubleFunction<Measurement> figure) {
        var all = results.of(peer, workload);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(Results.spread(all, figure).median());
    }

    private static Optional<Double> ratio(Optional<Double> one, Optional<Double> other) {
        return one.flatMap(above -> other.map(below -> above / below));
    }

    private void atMost(String what, Optional<Double> value, double limit) {
        value.ifPresent(is -> goals.add(new Goal(what, is, "at most", limit, is <= limit)));
    }

    private void atLeast(String what, Optional<Double> value, double limit) {
        value.ifPresent(is -> goals.add(new Goal(what, is, "at least", limit, is >= limit)));
    }

    /** One goal with what was reached. */
    record Goal(String what, double reached, String relation, double limit, boolean met) {}
}
