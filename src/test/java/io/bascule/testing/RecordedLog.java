package io.bascule.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What one class writes to its System.Logger while this is open, each line as {@code LEVEL text}. */
public final class RecordedLog extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private RecordedLog(Logger logger) {
        this.logger = logger;
    }

    public static RecordedLog of(Class<?> type) {
        var log = new RecordedLog(Logger.getLogger(type.getName()));
        log.logger.setUseParentHandlers(false);
        log.logger.setLevel(Level.ALL);
        log.logger.addHandler(log);
        return log;
    }

    public List<String> lines() {
        return records.stream()
                .map(record -> record.getLevel() + " " + record.getMessage())
                .toList();
    }

    /** What was logged with a stack. */
    public List<Throwable> thrown() {
        return records.stream().map(LogRecord::getThrown).filter(t -> t != null).toList();
    }

    @Override
    public void publish(LogRecord entry) {
        records.add(entry);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
