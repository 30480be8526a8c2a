package io.gatewright.model.read;

import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.tree.Document;
import io.gatewright.model.read.tree.Documents;
import io.gatewright.model.read.tree.Fault;
import io.gatewright.model.read.tree.Limits;
import io.gatewright.model.read.tree.ListNode;
import io.gatewright.model.read.tree.Location;
import io.gatewright.model.read.tree.MapNode;
import io.gatewright.model.read.tree.Node;
import io.gatewright.model.read.tree.Trees;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The front door of reading: text (YAML or JSON, many documents, lists) or one watched object -> values and problems.
 * Everything wrong is a {@link Problem}; nothing is thrown. Thread-safe; one instance per program is enough.
 */
public final class ModelReader {
    private static final String LIST = "List";

    private final ModelJson json = new ModelJson();
    private final Limits limits;

    /** A reader with the usual limits. */
    public ModelReader() {
        this(Limits.DEFAULT);
    }

    /** A reader with limits of its own. */
    public ModelReader(Limits limits) {
        this.limits = limits;
    }

    /**
     * Reads all documents of a text. A broken document hides neither those before nor those after it.
     *
     * @param file the name that problems carry
     */
    public Reading read(String file, String text, Strictness strictness) {
        Collector collector = new Collector(strictness, true);
        Documents.parse(file, text, limits).forEach(collector::document);
        return collector.reading();
    }

    /**
     * Reads one object as an API server delivers it, in JSON. Its problems have no place, since nobody wrote that text.
     */
    public Reading readWatched(String text) {
        Collector collector = new Collector(Strictness.ADMITTED, false);
        Documents.parse("watch.json", text, limits).forEach(collector::document);
        return collector.reading();
    }

    /**
     * Reads one object as an API server delivers it, already parsed by a client library. As {@link #readWatched(String)}.
     *
     * @param object maps, lists, strings, numbers, booleans and null, as JSON parsers make them
     */
    public Reading readWatched(Map<String, ?> object) {
        Collector collector = new Collector(Strictness.ADMITTED, false);
        collector.object(Trees.of(object), Optional.empty(), List.of());
        return collector.reading();
    }

    /**
     * Reads a part of such an object alone, a status for example, to what reading all of the object would hold there.
     *
     * @param part as for {@link #readWatched(Map)}
     * @throws UnreadableTree when the part cannot be held; reading all of the object says why
     */
    public <T> T readWatchedPart(Map<String, ?> part, Class<T> type) {
        return json.partToValue(JsonTrees.of(Trees.of(part)), type);
    }

    /** Gathers the result of one text. */
    private final class Collector {
        private final Strictness strictness;
        private final boolean located;
        private final List<ReadObject> objects = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private final List<Reading.Skipped> skipped = new ArrayList<>();

        Collector(Strictness strictness, boolean located) {
            this.strictness = strictness;
            this.located = located;
        }

        Reading reading() {
            return new Reading(repeated(), problems, skipped);
        }

        void document(Document document) {
            Optional<Node> root = document.root();
            if (root.isEmpty()) {
                document.faults().forEach(fault -> problems.add(problem(fault, fault.path())));
            } else if (root.get() instanceof MapNode map) {
                object(map, Optional.empty(), document.faults());
            } else {
                problem(root.get().at(), "type", root.get().description() + " instead of an object", "an object");
            }
        }

        /**
         * @param list the kind and version that a typed list gives to items that do not name their own
         */
        private void object(MapNode map, Optional<TypeMeta> list, List<Fault> faults) {
            Optional<TypeMeta> type = TypeMeta.of(map).or(() -> list);
            if (type.isEmpty()) {
                faults.forEach(fault -> problems.add(problem(fault, fault.path())));
                problem(map.at(), "kind", "this is no Kubernetes object", "the fields `apiVersion` and `kind`");
            } else if (type.get().kind().endsWith(LIST) && map.get("items").isPresent()) {
                items(map, type.get(), faults);
            } else {
                one(map, type.get(), faults);
            }
        }

        private void items(MapNode map, TypeMeta list, List<Fault> faults) {
            String itemKind = list.kind().substring(0, list.kind().length() - LIST.length());
            Optional<TypeMeta> type =
                    itemKind.isEmpty() ? Optional.empty() : Optional.of(new TypeMeta(list.apiVersion(), itemKind));
            if (!(map.get("items").orElse(null) instanceof ListNode items)) {
                problem(map.at(), "type", "`items` of the list is not a list", "a list of objects");
                return;
            }
            List<Fault> rest = new ArrayList<>(faults);
            for (int i = 0; i < items.items().size(); i++) {
                String prefix = "items[" + i + "]";
                List<Fault> own = new ArrayList<>();
                for (Fault fault : faults) {
                    if (fault.path().equals(prefix) || fault.path().startsWith(prefix + ".")) {
                        rest.remove(fault);
                        String path =
                                fault.path().equals(prefix) ? "" : fault.path().substring(prefix.length() + 1);
                        own.add(new Fault(fault.rule(), fault.at(), path, fault.message(), fault.expected()));
                    }
                }
                Node item = items.items().get(i);
                if (item instanceof MapNode object) {
                    object(object, type, own);
                } else {
                    problem(item.at(), "type", item.description() + " instead of an object", "an object");
                }
            }
            rest.forEach(fault -> problems.add(problem(fault, fault.path())));
        }

        private void one(MapNode map, TypeMeta type, List<Fault> faults) {
            Optional<Kind<?>> kind = Kinds.find(type.group(), type.kind());
            if (kind.isEmpty()) {
                Location at = map.get("kind").map(Node::at).orElse(map.at());
                type.suspicion()
                        .ifPresent(guess -> problems.add(new Problem(
                                Problem.Severity.WARNING,
                                "unknown-kind",
                                place(at),
                                Optional.empty(),
                                "kind",
                                "`" + type.kind() + "` of `" + type.apiVersion() + "` is unknown and ignored: " + guess,
                                "")));
                String name = map.map("metadata")
                        .flatMap(metadata -> metadata.text("name"))
                        .orElse("");
                skipped.add(new Reading.Skipped(map.at(), type.apiVersion(), type.kind(), name));
                return;
            }
            ObjectReading reading = new ObjectReading(json, kind.get(), type, map, strictness, located);
            reading.faults(faults);
            reading.finish().ifPresentOrElse(objects::add, () -> problems.addAll(reading.problems()));
        }

        /** Warns of objects that are declared twice: as with kubectl, the last declaration counts. */
        private List<ReadObject> repeated() {
            Map<ObjectRef, Integer> last = new HashMap<>();
            for (int i = 0; i < objects.size(); i++) {
                last.put(objects.get(i).ref(), i);
            }
            List<ReadObject> all = new ArrayList<>();
            for (int i = 0; i < objects.size(); i++) {
                ReadObject object = objects.get(i);
                int winner = last.getOrDefault(object.ref(), i);
                if (winner != i && located) {
                    String message = "declared again in line "
                            + objects.get(winner).source().at().line() + ", which counts";
                    List<Problem> more = new ArrayList<>(object.problems());
                    more.add(new Problem(
                            Problem.Severity.WARNING,
                            "duplicate-object",
                            Optional.of(object.source().at()),
                            Optional.of(object.ref()),
                            "",
                            message,
                            "each object once"));
                    object = new ReadObject(object.ref(), object.value(), more, object.source());
                }
                all.add(object);
            }
            return all;
        }

        private void problem(Location at, String rule, String message, String expected) {
            problems.add(new Problem(Problem.Severity.ERROR, rule, place(at), Optional.empty(), "", message, expected));
        }

        private Problem problem(Fault fault, String path) {
            return new Problem(
                    Problem.Severity.ERROR,
                    fault.rule(),
                    place(fault.at()),
                    Optional.empty(),
                    path,
                    fault.message(),
                    fault.expected());
        }

        private Optional<Location> place(Location at) {
            return located ? Optional.of(at) : Optional.empty();
        }
    }
}
