package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** After all servers: makes the table of what they answered and compares it with that of the README. */
class ConformanceTableCheck {
    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- conformance table: begin -->\n";
    private static final String END = "<!-- conformance table: end -->\n";

    @Test
    void the_readme_has_the_table_of_this_run() throws IOException {
        var readme = Files.readString(README);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        var before = ConformanceTable.parse(readme.substring(begin, end));
        var observed = observed();
        var now = ConformanceTable.of(Cases.all(), observed, whyNot(), before);
        write(Observations.folder().resolve("table.md"), now.markdown());
        if (Boolean.getBoolean("conformance.update")) {
            write(README, readme.substring(0, begin) + now.markdown() + readme.substring(end));
            return;
        }
        assertEquals(
                List.of(),
                now.differences(before, observed.keySet()),
                "The README's table is another one than that of this run, target/conformance/table.md. Look at what"
                        + " differs, and take it over with: mvn verify -P<server> -Dconformance.update=true");
    }

    /** Also of the rows that the server's own run could not judge, and of those that it never came to. */
    @Test
    void every_server_that_ran_has_answered_every_case_as_expected() {
        var wrong = new ArrayList<String>();
        observed().forEach((server, answers) -> {
            for (var row : Cases.all()) {
                var right = Deviation.right(server, row);
                var answer = answers.getOrDefault(row.name(), "not run");
                if (!answer.equals(right)) {
                    wrong.add(server.title() + ", " + row.name() + ": " + answer + ", not " + right);
                }
            }
        });
        assertEquals(List.of(), wrong);
    }

    private static Map<Server, Map<String, String>> observed() {
        var observed = new EnumMap<Server, Map<String, String>>(Server.class);
        for (var server : Server.values()) {
            var observations = Observations.of(server);
            if (observations.exist()) {
                observed.put(server, observations.all());
            }
        }
        return observed;
    }

    private static Map<Server, String> whyNot() {
        var whyNot = new EnumMap<Server, String>(Map.of(Server.WEBLOGIC, "WebLogic is not on Maven Central."));
        for (var server : Server.values()) {
            Observations.of(server).whyNot().ifPresent(why -> whyNot.put(server, why));
        }
        return whyNot;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }
}
