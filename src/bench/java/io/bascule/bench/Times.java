package io.bascule.bench;

import java.time.Duration;

/** How long a server is warmed up by a workload, and then measured. */
record Times(Duration warmUp, Duration measured) {}
