package io.bascule.connection;

import java.time.Duration;

/** What one connection has not sent yet: payload bytes, messages, and how long the oldest has waited. */
public record Waiting(int bytes, int messages, Duration age) {}
