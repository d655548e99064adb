package io.bascule.relay;

import io.bascule.handshake.HandshakeRequest;
import io.bascule.relay.Word.Ask;
import io.bascule.relay.Word.Head;
import io.bascule.relay.Word.Left;
import io.bascule.relay.Word.Still;
import io.bascule.relay.Word.Write;
import io.bascule.relay.Word.Wrote;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;

/** Writes what {@link Words} read; the layout stands there. */
final class WordWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    private WordWriter() {}

    static byte[] bytes(Word word) {
        var writer = new WordWriter();
        writer.write(word);
        return writer.out.toByteArray();
    }

    private void write(Word word) {
        if (word instanceof Ask ask) {
            begin(1, word).text(ask.contextPath()).request(ask.request()).bytes(ask.body());
        } else if (word instanceof Wrote) {
            begin(2, word);
        } else if (word instanceof Left) {
            begin(3, word);
        } else if (word instanceof Still) {
            begin(4, word);
        } else if (word instanceof Head head) {
            begin(5, word).head(head);
        } else if (word instanceof Write write) {
            begin(6, word).bytes(write.bytes());
        } else {
            begin(7, word);
        }
    }

    private WordWriter begin(int kind, Word word) {
        out.write(kind);
        out.writeBytes(ByteBuffer.allocate(8).putLong(word.errand()).array());
        return this;
    }

    private WordWriter request(HandshakeRequest request) {
        text(request.method()).text(request.protocol()).text(request.path()).text(request.query());
        u32(request.headers().size());
        request.headers().forEach((name, lines) -> {
            text(name).u32(lines.size());
            lines.forEach(this::text);
        });
        text(request.remoteAddress()).u32(request.localPort()).flag(request.secure());
        return text(request.principal().map(Principal::getName).orElse(""));
    }

    private void head(Head head) {
        var answer = head.answer();
        u32(answer.status()).u32(answer.headers().size());
        answer.headers().forEach((name, value) -> text(name).text(value));
        bytes(answer.body()).flag(head.whole());
    }

    private WordWriter text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private WordWriter bytes(byte[] bytes) {
        u32(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    private WordWriter flag(boolean value) {
        out.write(value ? 1 : 0);
        return this;
    }

    private WordWriter u32(int value) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
        return this;
    }
}
