package io.gatewright.conformance.kit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares a reported status with the part of it that a case states. */
final class StatusJudge {
    private final String controllerName;
    private final ObjectName object;
    private final List<String> faults = new ArrayList<>();

    private StatusJudge(String controllerName, ObjectName object) {
        this.controllerName = controllerName;
        this.object = object;
    }

    static List<String> faults(
            String controllerName,
            ObjectName object,
            @Nullable Object expected,
            Optional<Map<String, Object>> reported) {
        StatusJudge judge = new StatusJudge(controllerName, object);
        if ("none".equals(expected)) {
            if (reported.isPresent() && !judge.empty(reported.get())) {
                judge.fault("", "nothing", reported.get());
            }
        } else if (reported.isEmpty()) {
            judge.faults.add("status of " + object + ": nothing was reported");
        } else {
            judge.status(Tree.map("status of " + object, expected), reported.get());
        }
        return judge.faults;
    }

    /** A status whose lists are all without entries of ours says nothing. */
    private boolean empty(Map<String, Object> status) {
        return Tree.list("conditions", status.get("conditions")).isEmpty()
                && Tree.list("listeners", status.get("listeners")).isEmpty()
                && own(status, "parents").isEmpty()
                && own(status, "ancestors").isEmpty();
    }

    private void status(Map<String, Object> expected, Map<String, Object> reported) {
        expected.forEach((key, value) -> {
            switch (key) {
                case "conditions" -> conditions("conditions", Tree.map(key, value), reported);
                case "listeners" -> listeners(Tree.map(key, value), reported);
                case "parents" -> entries(key, "parentRef", Tree.list(key, value), reported);
                case "ancestors" -> entries(key, "ancestorRef", Tree.list(key, value), reported);
                case "generation" -> generation(value, reported);
                case "supportedFeatures" -> features(Tree.map(key, value), reported);
                default -> part(key, value, reported.get(key));
            }
        });
    }

    private void listeners(Map<String, Object> expected, Map<String, Object> reported) {
        Map<String, Map<String, Object>> byName = new java.util.TreeMap<>();
        for (Object entry : Tree.list("listeners", reported.get("listeners"))) {
            Map<String, Object> listener = Tree.map("listeners", entry);
            byName.put(Tree.text(listener.get("name")), listener);
        }
        expected.forEach((name, value) -> {
            Map<String, Object> listener = byName.get(name);
            if ("absent".equals(value)) {
                if (listener != null) {
                    fault("listeners." + name, "absent", listener);
                }
                return;
            }
            if (listener == null) {
                fault("listeners." + name, "an entry", byName.keySet());
                return;
            }
            Tree.map(name, value).forEach((key, wanted) -> {
                String path = "listeners." + name + "." + key;
                switch (key) {
                    case "conditions" -> conditions(path, Tree.map(path, wanted), listener);
                    case "supportedKinds" -> {
                        TreeSet<String> kinds = new TreeSet<>();
                        Tree.list(path, listener.get(key))
                                .forEach(kind ->
                                        kinds.add(Tree.text(Tree.map(path, kind).get("kind"))));
                        TreeSet<String> wantedKinds = new TreeSet<>(Tree.texts(path, wanted));
                        if (!kinds.equals(wantedKinds)) {
                            fault(path, wantedKinds, kinds);
                        }
                    }
                    default -> part(path, wanted, listener.get(key));
                }
            });
        });
    }

    private void entries(String list, String ref, List<Object> expected, Map<String, Object> reported) {
        List<Map<String, Object>> left = new ArrayList<>(own(reported, list));
        for (Object value : expected) {
            Map<String, Object> wanted = Tree.map(list, value);
            Parent parent = Parent.parse(Tree.text(wanted.get("parent")), object.namespace());
            Optional<Map<String, Object>> found = left.stream()
                    .filter(entry -> parent.isIn(Tree.map(ref, entry.get(ref)), object.namespace()))
                    .findFirst();
            if (found.isEmpty()) {
                fault(list, "an entry for " + parent, left);
                continue;
            }
            left.remove(found.get());
            conditions(list + " " + parent, Tree.map("conditions", wanted.get("conditions")), found.get());
            if (wanted.keySet().stream().anyMatch(key -> !key.equals("parent") && !key.equals("conditions"))) {
                throw new CaseFormatException(
                        "status of " + object + ": expected only parent and conditions in " + value);
            }
        }
        if (!left.isEmpty()) {
            fault(list, "no more entries", left);
        }
    }

    private List<Map<String, Object>> own(Map<String, Object> status, String list) {
        List<Map<String, Object>> own = new ArrayList<>();
        for (Object value : Tree.list(list, status.get(list))) {
            Map<String, Object> entry = Tree.map(list, value);
            if (controllerName.equals(entry.get("controllerName"))) {
                own.add(entry);
            }
        }
        return own;
    }

    private void conditions(String path, Map<String, Object> expected, Map<String, Object> holder) {
        expected.forEach((type, value) -> {
            Optional<Map<String, Object>> found = Tree.list(path, holder.get("conditions")).stream()
                    .map(entry -> Tree.map(path, entry))
                    .filter(entry -> type.equals(entry.get("type")))
                    .findFirst();
            String wanted = Tree.text(value);
            if (wanted.equals("absent")) {
                found.ifPresent(entry -> fault(path + " " + type, "absent", entry));
                return;
            }
            if (found.isEmpty()) {
                fault(path + " " + type, wanted, "no such condition");
                return;
            }
            String[] parts = wanted.split("~", 2);
            String[] words = parts[0].strip().split(" ");
            String status = words[0].substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words[0].substring(1);
            Map<String, Object> got = found.get();
            boolean holds = status.equals(got.get("status"))
                    && (words.length < 2 || words[1].equals(got.get("reason")))
                    && (parts.length < 2 || Tree.text(got.get("message")).contains(parts[1].strip()));
            if (!holds) {
                fault(
                        path + " " + type,
                        wanted,
                        got.get("status") + " " + got.get("reason") + " ~ " + got.get("message"));
            }
        });
    }

    private void generation(@Nullable Object wanted, Map<String, Object> reported) {
        List<Map<String, Object>> holders = new ArrayList<>(List.of(reported));
        for (Object listener : Tree.list("listeners", reported.get("listeners"))) {
            holders.add(Tree.map("listeners", listener));
        }
        holders.addAll(own(reported, "parents"));
        holders.addAll(own(reported, "ancestors"));
        for (Map<String, Object> holder : holders) {
            for (Object condition : Tree.list("conditions", holder.get("conditions"))) {
                Map<String, Object> one = Tree.map("conditions", condition);
                if (!Tree.text(wanted).equals(Tree.text(one.get("observedGeneration")))) {
                    fault("observedGeneration of " + one.get("type"), wanted, one.get("observedGeneration"));
                }
            }
        }
    }

    private void features(Map<String, Object> expected, Map<String, Object> reported) {
        List<String> names = new ArrayList<>();
        for (Object feature : Tree.list("supportedFeatures", reported.get("supportedFeatures"))) {
            names.add(feature instanceof Map<?, ?> map ? Tree.text(map.get("name")) : Tree.text(feature));
        }
        List<String> sorted = new ArrayList<>(names);
        Collections.sort(sorted);
        if (Boolean.TRUE.equals(expected.get("sorted")) && !names.equals(sorted)) {
            fault("supportedFeatures", "sorted names", names);
        }
        if (!names.containsAll(Tree.texts("contain", expected.get("contain")))) {
            fault("supportedFeatures", expected.get("contain"), names);
        }
        if (!Collections.disjoint(names, Tree.texts("lack", expected.get("lack")))) {
            fault("supportedFeatures", "none of " + expected.get("lack"), names);
        }
    }

    /** Scalars are equal, mappings contain, lists have the same length and equal entries in order. */
    private void part(String path, @Nullable Object wanted, @Nullable Object got) {
        if (wanted instanceof Map<?, ?> && got instanceof Map<?, ?>) {
            Map<String, Object> have = Tree.map(path, got);
            Tree.map(path, wanted).forEach((key, value) -> part(path + "." + key, value, have.get(key)));
        } else if (wanted instanceof List<?> list && got instanceof List<?> have && list.size() == have.size()) {
            for (int i = 0; i < list.size(); i++) {
                part(path + "[" + i + "]", list.get(i), have.get(i));
            }
        } else if (!Objects.equals(Tree.text(wanted), Tree.text(got))) {
            fault(path, wanted, got == null ? "nothing" : got);
        }
    }

    private void fault(String path, @Nullable Object wanted, @Nullable Object got) {
        faults.add(
                "status of " + object + (path.isEmpty() ? "" : ": " + path) + ": expected " + wanted + ", got " + got);
    }

    /** {@code [Kind ][namespace/]name[:port][#sectionName]}. */
    private record Parent(String kind, String namespace, String name, String port, String section) {
        static Parent parse(String text, String namespace) {
            String rest = text;
            String kind = "Gateway";
            int space = rest.indexOf(' ');
            if (space >= 0) {
                kind = rest.substring(0, space);
                rest = rest.substring(space + 1);
            }
            String section = "";
            int hash = rest.indexOf('#');
            if (hash >= 0) {
                section = rest.substring(hash + 1);
                rest = rest.substring(0, hash);
            }
            String port = "";
            int colon = rest.indexOf(':');
            if (colon >= 0) {
                port = rest.substring(colon + 1);
                rest = rest.substring(0, colon);
            }
            int slash = rest.indexOf('/');
            return slash < 0
                    ? new Parent(kind, namespace, rest, port, section)
                    : new Parent(kind, rest.substring(0, slash), rest.substring(slash + 1), port, section);
        }

        boolean isIn(Map<String, Object> ref, String home) {
            return kind.equals(ref.getOrDefault("kind", "Gateway"))
                    && namespace.equals(ref.getOrDefault("namespace", home))
                    && name.equals(ref.get("name"))
                    && port.equals(ref.containsKey("port") ? Tree.text(ref.get("port")) : "")
                    && section.equals(ref.getOrDefault("sectionName", ""));
        }
    }
}
