package io.bascule.it.servers;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cases and what each server answers, as Markdown: a mark where it is the common answer, else the answer and a note
 * with the reason.
 *
 * @param rows the common answer by the name of the case, in order
 * @param columns the cells of each server by the name of the case
 */
record ConformanceTable(Map<String, String> rows, Map<Server, Map<String, Cell>> columns) {
    private static final String LIKE_ALL = "\u2713";
    private static final Cell NOT_RUN = new Cell("not run", "");
    private static final Pattern NOTED = Pattern.compile("(.*) <sup>([0-9]+)</sup>");
    private static final Pattern NOTE = Pattern.compile("([0-9]+)\\. (.*)");

    /** What a server does in a case, and why where that is not what all do; the note may be empty. */
    record Cell(String words, String note) {
        /** With the reason, where this says that the server did not run. */
        Cell because(String whyNot) {
            return words.equals(NOT_RUN.words()) && !whyNot.isEmpty() ? new Cell(words, whyNot) : this;
        }

        static Cell of(Server server, Case row, Map<String, String> answers) {
            var answer = answers.get(row.name());
            if (answer == null) {
                return NOT_RUN;
            }
            var known = Deviation.of(server, row)
                    .filter(deviation -> deviation.answer().equals(answer));
            return known.map(deviation -> new Cell(answer, deviation.why()))
                    .orElse(new Cell(answer.equals(row.expected()) ? LIKE_ALL : answer, ""));
        }
    }

    /**
     * The table of this build.
     *
     * @param observed the answers of the servers that ran, by the name of the case
     * @param whyNot why others could not run here
     * @param before the table that there was: it has the columns of the others
     */
    static ConformanceTable of(
            List<Case> cases,
            Map<Server, Map<String, String>> observed,
            Map<Server, String> whyNot,
            ConformanceTable before) {
        var columns = new EnumMap<Server, Map<String, Cell>>(Server.class);
        for (var server : Server.values()) {
            var answers = observed.get(server);
            var note = whyNot.getOrDefault(server, "");
            var column = new LinkedHashMap<String, Cell>();
            for (var row : cases) {
                column.put(
                        row.name(),
                        answers == null
                                ? before.cell(server, row.name()).because(note)
                                : Cell.of(server, row, answers));
            }
            columns.put(server, column);
        }
        var rows = new LinkedHashMap<String, String>();
        cases.forEach(row -> rows.put(row.name(), row.expected()));
        return new ConformanceTable(rows, columns);
    }

    private Cell cell(Server server, String row) {
        return columns.getOrDefault(server, Map.of()).getOrDefault(row, NOT_RUN);
    }

    /** Where this table and {@code other} differ, one line each: in the rows, or in the columns of {@code servers}. */
    List<String> differences(ConformanceTable other, Iterable<Server> servers) {
        var differences = new ArrayList<String>();
        if (!List.copyOf(rows.entrySet()).equals(List.copyOf(other.rows.entrySet()))) {
            differences.add("the cases, their order or the common answers");
        }
        for (var server : servers) {
            for (var row : rows.keySet()) {
                var here = cell(server, row);
                var there = other.cell(server, row);
                if (!here.equals(there)) {
                    differences.add(server.title() + ", " + row + ": " + here.words() + ", not " + there.words());
                }
            }
        }
        return differences;
    }

    String markdown() {
        var notes = new ArrayList<String>();
        var head = Stream.concat(
                        Stream.of("case", "answer"), Stream.of(Server.values()).map(Server::title))
                .toList();
        var lines = new ArrayList<>(List.of(line(head), "|---".repeat(head.size()) + "|"));
        rows.forEach((row, expected) -> {
            var cells = Stream.of(Server.values()).map(server -> words(cell(server, row), notes));
            lines.add(line(Stream.concat(Stream.of(row, expected), cells).toList()));
        });
        lines.add("");
        for (int at = 0; at < notes.size(); at++) {
            lines.add(at + 1 + ". " + notes.get(at));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String words(Cell cell, List<String> notes) {
        if (cell.note().isEmpty()) {
            return cell.words();
        }
        if (!notes.contains(cell.note())) {
            notes.add(cell.note());
        }
        return cell.words() + " <sup>" + (notes.indexOf(cell.note()) + 1) + "</sup>";
    }

    private static String line(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |"));
    }

    /** Reads what {@link #markdown()} wrote; empty where there is no table. */
    static ConformanceTable parse(String markdown) {
        var notes = markdown.lines()
                .map(NOTE::matcher)
                .filter(note -> note.matches())
                .collect(Collectors.toMap(note -> note.group(1), note -> note.group(2)));
        var lines = markdown.lines()
                .filter(line -> line.startsWith("| "))
                .map(ConformanceTable::cells)
                .toList();
        var rows = new LinkedHashMap<String, String>();
        var columns = new EnumMap<Server, Map<String, Cell>>(Server.class);
        for (var cells : lines.subList(Math.min(1, lines.size()), lines.size())) {
            rows.put(cells.get(0), cells.get(1));
            for (var server : Server.values()) {
                var cell = cell(cells.get(lines.get(0).indexOf(server.title())), notes);
                columns.computeIfAbsent(server, none -> new LinkedHashMap<>()).put(cells.get(0), cell);
            }
        }
        return new ConformanceTable(rows, columns);
    }

    private static List<String> cells(String line) {
        return Stream.of(line.substring(2, line.length() - 2).split(" \\| ", -1))
                .map(cell -> cell.replace("\\|", "|"))
                .toList();
    }

    private static Cell cell(String words, Map<String, String> notes) {
        var noted = NOTED.matcher(words);
        return noted.matches() ? new Cell(noted.group(1), notes.getOrDefault(noted.group(2), "")) : new Cell(words, "");
    }
}
