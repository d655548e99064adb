package io.bascule.it.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bascule.it.servers.ConformanceTable.Cell;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConformanceTableTest {
    private static final Deviation KNOWN = Deviation.all().get(0);
    private static final Case KNOWN_CASE = Cases.all().stream()
            .filter(row -> row.name().equals(KNOWN.row()))
            .findFirst()
            .orElseThrow();
    private static final ConformanceTable NONE = ConformanceTable.parse("");

    private static Case row(String name, String expected) {
        return new Case(name, expected, sites -> "");
    }

    private static ConformanceTable table(
            Case row, Map<Server, Map<String, String>> observed, ConformanceTable before) {
        return ConformanceTable.of(List.of(row), observed, Map.of(Server.WEBLOGIC, "Not to be had."), before);
    }

    private static ConformanceTable ran(Server server, String answer) {
        return table(row("a", "1"), Map.of(server, Map.of("a", answer)), NONE);
    }

    @Test
    void servers_are_columns_and_cases_are_rows() {
        assertEquals(
                """
                | case | answer | Grizzly 4.0 | GlassFish 7.0 | GlassFish 8.0 | WildFly 39 | Undertow 2.3 | Tomcat 11 | \
                Jetty 12.1 | Open Liberty 26 | WebLogic |
                |---|---|---|---|---|---|---|---|---|---|---|
                | a | 1 | \u2713 | not run | not run | not run | not run | 2 \\| 3 | not run | not run | not run <sup>1</sup> |

                1. Not to be had.
                """,
                table(
                                row("a", "1"),
                                Map.of(Server.GRIZZLY, Map.of("a", "1"), Server.TOMCAT, Map.of("a", "2 | 3")),
                                NONE)
                        .markdown());
    }

    @Test
    void a_known_deviation_says_why() {
        var server = KNOWN.servers().iterator().next();
        var table = table(KNOWN_CASE, Map.of(server, Map.of(KNOWN.row(), KNOWN.answer())), NONE);
        assertEquals(
                new Cell(KNOWN.answer(), KNOWN.why()),
                table.columns().get(server).get(KNOWN.row()));
    }

    @Test
    void a_table_is_read_as_it_was_written() {
        var table = ran(Server.TOMCAT, "2 | 3");
        assertEquals(table, ConformanceTable.parse(table.markdown()));
    }

    @Test
    void the_column_of_a_server_that_did_not_run_stays() {
        var before = ran(Server.JETTY, "2");
        var now = table(row("a", "1"), Map.of(Server.GRIZZLY, Map.of("a", "1")), before);
        assertEquals(new Cell("2", ""), now.columns().get(Server.JETTY).get("a"));
    }

    @Test
    void the_reason_why_a_server_cannot_run_here_does_not_hide_that_it_ran_elsewhere() {
        var now = table(row("a", "1"), Map.of(), ran(Server.WEBLOGIC, "2"));
        assertEquals(new Cell("2", ""), now.columns().get(Server.WEBLOGIC).get("a"));
    }

    @Test
    void only_the_columns_of_the_servers_named_differ() {
        var now = ran(Server.TOMCAT, "1");
        var before = ran(Server.TOMCAT, "2");
        assertEquals(List.of("Tomcat 11, a: \u2713, not 2"), now.differences(before, Set.of(Server.TOMCAT)));
        assertEquals(List.of(), now.differences(before, Set.of(Server.GRIZZLY)));
    }

    @Test
    void another_common_answer_differs() {
        var before = table(row("a", "2"), Map.of(), NONE);
        assertEquals(
                List.of("the cases, their order or the common answers"),
                table(row("a", "1"), Map.of(), NONE).differences(before, Set.of()));
    }

    @Test
    void every_case_has_a_name_of_its_own() {
        var names = Cases.all().stream().map(Case::name).toList();
        assertEquals(names.stream().distinct().toList(), names);
    }

    @Test
    void every_deviation_is_of_a_case() {
        var names = Cases.all().stream().map(Case::name).toList();
        assertEquals(
                List.of(),
                Deviation.all().stream()
                        .map(Deviation::row)
                        .filter(row -> !names.contains(row))
                        .toList());
    }
}
