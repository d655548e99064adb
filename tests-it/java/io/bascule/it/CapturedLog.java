package io.bascule.it;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a server in this process logs under {@code io.bascule} until it is closed; any thread may log. */
final class CapturedLog implements AutoCloseable {
    /** Kept, since the log's own registry would forget it. */
    private final Logger logger = Logger.getLogger("io.bascule");

    private final SimpleFormatter format = new SimpleFormatter();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            records.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    CapturedLog() {
        logger.addHandler(handler);
    }

    /** The texts of all lines of {@code level} so far, without the stack. */
    List<String> lines(Level level) {
        return records.stream()
                .filter(line -> line.getLevel().equals(level))
                .map(format::formatMessage)
                .toList();
    }

    List<String> warnings() {
        return lines(Level.WARNING);
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
    }
}
