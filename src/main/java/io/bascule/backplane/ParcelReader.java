package io.bascule.backplane;

import io.bascule.backplane.Content.Message;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a parcel as something that anybody may have put into the broker: nothing is allocated for what is promised and
 * not there, and whatever does not fit is refused.
 */
final class ParcelReader {
    private final ByteBuffer in;

    ParcelReader(byte[] bytes) {
        if (bytes.length > Parcel.MOST_BYTES) {
            throw new ParcelRefused("a parcel has " + bytes.length + " bytes; the limit is " + Parcel.MOST_BYTES);
        }
        this.in = ByteBuffer.wrap(bytes);
    }

    Parcel parcel() {
        try {
            var parcel = read();
            if (in.hasRemaining()) {
                throw new ParcelRefused("a parcel has " + in.remaining() + " bytes behind its end");
            }
            return parcel;
        } catch (BufferUnderflowException cut) {
            throw new ParcelRefused("a parcel of " + in.capacity() + " bytes ends before its end");
        }
    }

    private Parcel read() {
        if (in.getInt() != Parcel.MARK) {
            throw new ParcelRefused("it is no parcel of Bascule");
        }
        int version = Byte.toUnsignedInt(in.get());
        if (version != Parcel.VERSION) {
            throw new ParcelRefused(
                    "a parcel has version " + version + "; this server understands version " + Parcel.VERSION);
        }
        return new Parcel(node(), first(), contents());
    }

    private long first() {
        long first = in.getLong();
        if (first < 0) {
            throw new ParcelRefused("a parcel has the number " + first);
        }
        return first;
    }

    private List<Content> contents() {
        int count = in.getInt();
        var contents = new ArrayList<Content>();
        for (int i = 0; i < count; i++) {
            contents.add(content());
        }
        return contents;
    }

    private Content content() {
        int kind = in.get();
        return switch (kind) {
            case 1 -> new Content.ToSubscribers(message());
            case 2 -> new Content.ToUser(text(), message());
            case 3 -> new Content.ToConnection(text(), message());
            case 4 -> new Content.Hello();
            case 5 -> new Content.Beat(in.getLong());
            case 6 -> new Content.Bye();
            case 7 -> new Content.Reached(node(), in.getLong(), in.getInt());
            case 8 -> queued();
            case 9 -> new Content.Stocked(text());
            case 10 -> new Content.Disconnect(text(), text(), in.getInt(), text());
            case 11 -> clients();
            case 12 -> new Content.Who(node());
            case 13 -> new Content.Ended(text(), in.getLong());
            case 14 -> new Content.WhichEnded(node());
            case 15 -> new Content.EndedBefore(in.get() != 0, logins());
            case 16 -> new Content.WhichRuns(node());
            case 17 -> new Content.Runs(in.get() != 0, runs());
            case 20 -> new Content.Letter(node(), in.getLong(), bytes());
            default -> throw new ParcelRefused("a parcel has a content of kind " + kind);
        };
    }

    private Content queued() {
        var queue = text();
        int refusals = in.getInt();
        boolean redelivered = in.get() != 0;
        return new Content.Queued(queue, message(), refusals, redelivered);
    }

    private Content clients() {
        long before = in.getLong();
        long number = in.getLong();
        var came = headers();
        int count = in.getInt();
        var left = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            left.add(text());
        }
        return new Content.Clients(before, number, came, left);
    }

    private Map<String, Long> logins() {
        int count = in.getInt();
        var logins = new HashMap<String, Long>();
        for (int i = 0; i < count; i++) {
            logins.put(text(), in.getLong());
        }
        return logins;
    }

    private Map<String, Content.Run> runs() {
        int count = in.getInt();
        var runs = new HashMap<String, Content.Run>();
        for (int i = 0; i < count; i++) {
            runs.put(text(), new Content.Run(in.getLong(), in.getLong()));
        }
        return runs;
    }

    private Node node() {
        var name = text();
        if (!Node.isName(name)) {
            throw new ParcelRefused(
                    "a parcel has a node whose name is none: letters, digits, '.', '_' and '-', at most 64");
        }
        return new Node(name, in.getLong());
    }

    private Message message() {
        var id = text();
        var destination = text();
        var headers = headers();
        boolean text = in.get() != 0;
        return new Message(id, destination, headers, bytes(), text);
    }

    private Map<String, String> headers() {
        int count = in.getInt();
        var headers = new LinkedHashMap<String, String>();
        for (int i = 0; i < count; i++) {
            headers.put(text(), text());
        }
        return headers;
    }

    private String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes()))
                    .toString();
        } catch (CharacterCodingException garbage) {
            throw new ParcelRefused("a parcel has a text that is not UTF-8");
        }
    }

    private byte[] bytes() {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
