package io.gatewright.conformance.kit;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Text of a case file to {@link CorpusCase}. */
public final class CorpusReader {
    private static final Pattern MARK = Pattern.compile("# (expect|settings|delete|plan)(?: +(.*))?");
    private static final Pattern POINT = Pattern.compile("(point|demand) \\d\\.\\d+\\.\\d+");

    private final String rule;
    private final SortedSet<String> points = new TreeSet<>();
    private CaseSettings settings = CaseSettings.NONE;
    private final List<CaseStep> steps = new ArrayList<>();
    private List<String> documents = new ArrayList<>();
    private List<ObjectName> deletions = new ArrayList<>();
    private @Nullable String title;
    private @Nullable Object expectation;
    private @Nullable String plan;

    private CorpusReader(String text) {
        StringBuilder comment = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (!line.startsWith("#") || MARK.matcher(line).matches()) {
                break;
            }
            Matcher point = POINT.matcher(line);
            boolean sources = false;
            while (point.find()) {
                points.add(point.group());
                sources = true;
            }
            if (!sources) {
                comment.append(line.substring(1).strip()).append(' ');
            }
        }
        rule = comment.toString().strip();
        for (String chunk : chunks(text)) {
            take(chunk);
        }
        endStep();
    }

    /**
     * Reads one case.
     *
     * @throws CaseFormatException if the text does not follow the format
     */
    public static CorpusCase read(String area, String name, URI source, String text) {
        try {
            CorpusReader reader = new CorpusReader(text);
            if (reader.rule.isEmpty()) {
                throw new CaseFormatException("the file must begin with a comment that says the rule");
            }
            if (reader.steps.isEmpty()) {
                throw new CaseFormatException("a case needs an `# expect` document");
            }
            return new CorpusCase(
                    area, name, reader.rule, reader.points, source, reader.settings, List.copyOf(reader.steps));
        } catch (CaseFormatException | YAMLException e) {
            throw new CaseFormatException("case " + area + "/" + name + ": " + e.getMessage(), e);
        }
    }

    /** The documents of a file, as text. */
    static List<String> chunks(String text) {
        List<String> chunks = new ArrayList<>();
        StringBuilder chunk = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.equals("---")) {
                chunks.add(chunk.toString());
                chunk.setLength(0);
            } else {
                chunk.append(line).append('\n');
            }
        }
        chunks.add(chunk.toString());
        return chunks;
    }

    /** One YAML document as maps, lists and scalars. */
    static @Nullable Object yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    private void take(String chunk) {
        for (String line : chunk.lines().toList()) {
            Matcher mark = MARK.matcher(line);
            if (mark.matches()) {
                marked(mark.group(1), mark.group(2) == null ? "" : mark.group(2).strip(), chunk);
                return;
            }
            if (!line.isBlank() && !line.startsWith("#")) {
                if (expectation != null) {
                    endStep();
                }
                documents.add(chunk);
                return;
            }
        }
    }

    private void marked(String mark, String rest, String chunk) {
        switch (mark) {
            case "settings" -> {
                Object value = yaml(chunk);
                settings = CaseSettings.read(value == null ? Map.of() : value);
            }
            case "plan" -> plan = plan == null ? chunk : plan + "---\n" + chunk;
            case "delete" -> {
                if (expectation != null) {
                    endStep();
                }
                for (Object name : Tree.list("delete", yaml(chunk))) {
                    deletions.add(ObjectName.parse(Tree.text(name)));
                }
            }
            default -> {
                if (expectation != null) {
                    endStep();
                }
                title = rest;
                Object value = yaml(chunk);
                expectation = value == null ? Map.of() : value;
            }
        }
    }

    private void endStep() {
        if (expectation == null) {
            if (!documents.isEmpty() || !deletions.isEmpty()) {
                throw new CaseFormatException("the last documents are not followed by an `# expect` document");
            }
            return;
        }
        Tree tree = Tree.of("expect", expectation);
        Map<ObjectName, Object> status = new LinkedHashMap<>();
        tree.map("status").forEach((name, value) -> status.put(ObjectName.parse(name), value));
        Optional<List<Problem>> problems = Optional.empty();
        if (tree.has("problems")) {
            List<Problem> listed = new ArrayList<>();
            for (Object problem : tree.list("problems")) {
                listed.add(problem(Tree.of("problems", problem)));
            }
            problems = Optional.of(List.copyOf(listed));
        }
        List<Row> rows = new ArrayList<>();
        for (Object row : tree.list("requests")) {
            rows.add(RowReader.read(rows.size() + 1, row));
        }
        tree.done();
        steps.add(new CaseStep(
                title == null ? "" : title,
                List.copyOf(documents),
                List.copyOf(deletions),
                status,
                problems,
                List.copyOf(rows),
                Optional.ofNullable(plan)));
        documents = new ArrayList<>();
        deletions = new ArrayList<>();
        expectation = null;
        plan = null;
    }

    private static Problem problem(Tree tree) {
        Problem problem = new Problem(
                ObjectName.parse(tree.text("object", "")),
                tree.text("path", ""),
                tree.text("message", ""),
                tree.flag("warning"));
        tree.done();
        return problem;
    }
}
