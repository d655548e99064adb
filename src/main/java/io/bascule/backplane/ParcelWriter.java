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
        } else if (content instanceof Content.Beat beat) {
            u8(5).i64(beat.clients());
        } else if (content instanceof Content.Bye) {
            u8(6);
        } else if (content instanceof Reached reached) {
            u8(7).node(reached.of()).i64(reached.sequence()).u32(reached.subscriptions());
        } else if (content instanceof Content.Queued queued) {
            u8(8).text(queued.queue()).u32(queued.refusals()).u8(queued.redelivered() ? 1 : 0);
            message(queued.message());
        } else if (content instanceof Content.Stocked stocked) {
            u8(9).text(stocked.queue());
        } else if (content instanceof Content.Disconnect order) {
            u8(10).text(order.user()).text(order.connection()).u32(order.code()).text(order.reason());
        } else if (content instanceof Content.Clients clients) {
            u8(11).clients(clients);
        } else if (content instanceof Content.Who who) {
            u8(12).node(who.of());
        } else if (content instanceof Content.Ended login) {
            u8(13).text(login.login()).i64(login.until());
        } else if (content instanceof Content.WhichEnded which) {
            u8(14).node(which.of());
        } else if (content instanceof Content.EndedBefore before) {
            u8(15).u8(before.whole() ? 1 : 0).u32(before.logins().size());
            before.logins().forEach((login, until) -> text(login).i64(until));
        } else if (content instanceof Content.WhichRuns which) {
            u8(16).node(which.of());
        } else if (content instanceof Content.Runs runs) {
            u8(17).u8(runs.whole() ? 1 : 0).u32(runs.runs().size());
            runs.runs().forEach((name, run) -> text(name).i64(run.shown()).i64(run.last()));
        } else if (content instanceof Content.Letter letter) {
            u8(20).node(letter.to()).i64(letter.number()).bytes(letter.bytes());
        }
    }

    private void message(Message message) {
        text(message.id()).text(message.destination()).u32(message.headers().size());
        message.headers().forEach((name, value) -> text(name).text(value));
        u8(message.text() ? 1 : 0).bytes(message.body());
    }

    private void clients(Content.Clients clients) {
        i64(clients.before()).i64(clients.number()).u32(clients.came().size());
        clients.came().forEach((connection, user) -> text(connection).text(user));
        u32(clients.left().size());
        clients.left().forEach(this::text);
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
