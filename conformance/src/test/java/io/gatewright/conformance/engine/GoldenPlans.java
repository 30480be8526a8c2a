package io.gatewright.conformance.engine;

import io.gatewright.app.plan.PlanJson;
import io.gatewright.conformance.kit.CaseStep;
import io.gatewright.conformance.kit.CorpusCase;
import io.gatewright.semantics.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The computed {@code # plan} documents of cases: compared with the plans as they are, or rewritten when the system property
 * {@code golden.update} is true. An update says in words what changes in meaning, and is refused in CI.
 */
final class GoldenPlans {
    private static final String MARK = "# plan\n";
    private static final String SEPARATOR = "---\n";

    private GoldenPlans() {}

    static boolean updating() {
        boolean update = Boolean.getBoolean("golden.update");
        if (update && System.getenv("CI") != null) {
            throw new IllegalStateException("golden.update is refused in CI: update where the difference can be read");
        }
        return update;
    }

    /** What differs between the plans and the section of a step; rewrites it instead if that is wanted. */
    static List<String> faults(CorpusCase one, CaseStep step, List<Plan> plans) {
        if (step.plan().isEmpty()) {
            return List.of();
        }
        String written = step.plan().get();
        String now = text(plans);
        if (written.strip().equals(now.strip())) {
            return List.of();
        }
        List<String> differences = differences(trees(written), trees(now));
        if (!updating()) {
            List<String> faults = new ArrayList<>(List.of(
                    "the plan is not the one in the file; if it is right, -Dgolden.update=true writes it there"));
            differences.forEach(difference -> faults.add("  " + difference));
            return faults;
        }
        System.out.println(one.id() + ": the plan changes in meaning:");
        differences.forEach(difference -> System.out.println("  " + difference));
        rewrite(Path.of(one.source()), one.steps().indexOf(step), now);
        return List.of();
    }

    private static String text(List<Plan> plans) {
        List<String> documents = new ArrayList<>();
        for (Plan plan : plans) {
            documents.add(MARK + PlanJson.masked().toYaml(List.of(plan)).stripTrailing() + "\n");
        }
        return documents.isEmpty() ? MARK : String.join(SEPARATOR, documents);
    }

    private static void rewrite(Path file, int step, String plan) {
        try {
            List<String> chunks = new ArrayList<>(List.of(Files.readString(file).split("(?m)^---\n", -1)));
            int seen = -1;
            boolean written = false;
            List<String> next = new ArrayList<>();
            for (String chunk : chunks) {
                if (chunk.startsWith("# expect")) {
                    seen++;
                }
                if (chunk.startsWith(MARK.strip()) && seen == step) {
                    if (!written) {
                        next.add(plan);
                        written = true;
                    }
                } else {
                    next.add(chunk);
                }
            }
            Files.writeString(file, String.join(SEPARATOR, next));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Object> trees(String text) {
        List<Object> trees = new ArrayList<>();
        new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(text)
                .forEach(tree -> Optional.ofNullable(tree).ifPresent(trees::add));
        return trees;
    }

    private static List<String> differences(Object before, Object after) {
        List<String> found = new ArrayList<>();
        compare("", before, after, found);
        return found;
    }

    private static void compare(String path, @Nullable Object before, @Nullable Object after, List<String> found) {
        if (before instanceof Map<?, ?> one && after instanceof Map<?, ?> other) {
            Set<String> keys = new TreeSet<>();
            one.keySet().forEach(key -> keys.add(String.valueOf(key)));
            other.keySet().forEach(key -> keys.add(String.valueOf(key)));
            keys.forEach(key -> compare(path + "." + key, one.get(key), other.get(key), found));
        } else if (before instanceof List<?> one && after instanceof List<?> other) {
            for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
                compare(
                        path + "[" + i + "]",
                        i < one.size() ? one.get(i) : null,
                        i < other.size() ? other.get(i) : null,
                        found);
            }
        } else if (!Objects.equals(before, after)) {
            String sign = before == null ? "+" : after == null ? "-" : "~";
            found.add(sign + " " + path + ": "
                    + (before == null ? after : after == null ? before : before + " -> " + after));
        }
    }
}
