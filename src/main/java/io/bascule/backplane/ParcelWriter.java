package io.bascule.backplane;

import io.bascule.backplane.Content.Message;
import io.bascule.backplane.Content.Reached;
import io.bascule.backplane.Content.ToConnection;
import io.bascule.backplane.Content.ToSubscribers;
import io.bascule.backplane.Content.ToUser;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes what {@link ParcelReader} reads; the layout stands at {@link Parcel}. */
final class ParcelWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    private ParcelWriter() {}

    /** A parcel of contents that were written before. */
    static byte[] parcel(Node from, long first, List<byte[]> contents) {
        var writer = new ParcelWriter();
        writer.u32(Parcel.MARK).u8(Parcel.VERSION).node(from).i64(first).u32(contents.size());
        contents.forEach(writer.out::writeBytes);
        return writer.out.toByteArray();
    }

    static byte[] content(Content content) {
        var writer = new ParcelWriter();
        writer.write(content);
        return writer.out.toByteArray();
    }

    private void write(Content content) {
        if (content instanceof ToSubscribers to) {
            u8(1).message(to.message());
        } else if (content instanceof ToUser to) {
            u8(2).text(to.user()).message(to.message());
        } else if (content instanceof ToConnection to) {
            u8(3).text(to.connection()).message(to.message());
        } else if (content instanceof Content.Hello) {
            u8(4);
        } else if (content instanceof Content.Beat) {
            u8(5);
        } else if (content instanceof Content.Bye) {
            u8(6);
        } else if (content instanceof Reached reached) {
            u8(7).node(reached.of()).i64(reached.sequence()).u32(reached.subscriptions());
        } else if (content instanceof Content.Letter letter) {
            u8(20).node(letter.to()).i64(letter.number()).bytes(letter.bytes());
        }
    }

    private void message(Message message) {
        text(message.id()).text(message.destination()).u32(message.headers().size());
        message.headers().forEach((name, value) -> text(name).text(value));
        u8(message.text() ? 1 : 0).bytes(message.body());
    }

    private ParcelWriter node(Node node) {
        return text(node.name()).i64(node.epoch());
    }

    private ParcelWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private ParcelWriter bytes(byte[] bytes) {
        u32(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    private ParcelWriter u8(int value) {
        out.write(value);
        return this;
    }

    private ParcelWriter u32(int value) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
        return this;
    }

    private ParcelWriter i64(long value) {
        out.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
        return this;
    }
}
