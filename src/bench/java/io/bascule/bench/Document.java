package io.bascule.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts the results between two marks of a document that is otherwise written by hand. */
final class Document {
    private static final String BEGIN = "<!-- results: begin -->\n";
    private static final String END = "<!-- results: end -->";

    private Document() {}

    static void replace(Path document, String results) throws IOException {
        var text = Files.readString(document);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        Files.writeString(document, text.substring(0, begin) + results + text.substring(text.indexOf(END)));
    }
}
