package io.gatewright.model.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.rule.Rules;
import io.gatewright.model.read.shape.Schemas;
import io.gatewright.model.read.tree.Fault;
import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.read.tree.Location;
import io.gatewright.model.read.tree.MapNode;
import io.gatewright.model.read.tree.ScalarNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One document of a known kind on its way to a value: scope, version, shape, binding, rules. */
final class ObjectReading {
    private static final String DEFAULT_NAMESPACE = "default";
    private static final String STATUS = "status";

    private final ModelJson json;
    private final Kind<?> kind;
    private final TypeMeta type;
    private final MapNode map;
    private final Strictness strictness;
    private final boolean located;
    private final SourceMap source;
    private final Optional<ObjectRef> ref;
    private final List<Problem> problems = new ArrayList<>();
    private boolean statusBroken;

    ObjectReading(ModelJson json, Kind<?> kind, TypeMeta type, MapNode map, Strictness strictness, boolean located) {
        this.json = json;
        this.kind = kind;
        this.type = type;
        this.strictness = strictness;
        this.located = located;
        this.source = new SourceMap(map);
        this.map = placed(map);
        this.ref = this.map
                .map("metadata")
                .flatMap(metadata -> metadata.text("name")
                        .filter(name -> !name.isEmpty())
                        .map(name -> kind.ref(metadata.text("namespace").orElse(DEFAULT_NAMESPACE), name)));
    }

    /** The document with its namespace as the API server would set it. */
    private MapNode placed(MapNode document) {
        Optional<MapNode> metadata = document.map("metadata");
        if (metadata.isEmpty()) {
            return document;
        }
        Location at = source.key("metadata");
        if (!kind.namespaced()) {
            return document.with("metadata", at, metadata.get().without("namespace"));
        }
        if (metadata.get().get("namespace").isPresent()) {
            return document;
        }
        MapNode with = metadata.get().with("namespace", at, ScalarNode.string(at, DEFAULT_NAMESPACE));
        return document.with("metadata", at, with);
    }

    /** What the reading of the text already found wrong. */
    void faults(List<Fault> faults) {
        for (Fault fault : faults) {
            problems.add(new Problem(
                    Problem.Severity.ERROR,
                    fault.rule(),
                    place(fault.at()),
                    ref,
                    fault.path(),
                    fault.message(),
                    fault.expected()));
        }
    }

    List<Problem> problems() {
        return problems;
    }

    /** Judges the document; empty when it has no name, so that its problems belong to no object. */
    Optional<ReadObject> finish() {
        scope();
        if (!kind.versions().contains(type.version())) {
            complain(
                    false,
                    "version",
                    "apiVersion",
                    "version `" + type.version() + "` of " + kind.name() + " is not served",
                    kind.versions().stream().map(version -> "`" + version + "`").collect(Collectors.joining(", ")));
        }
        Schemas.of(kind, type.version()).check(map, FieldPath.ROOT, this::shapeComplaint);
        Optional<ApiObject> value = bind();
        value.ifPresent(object -> Rules.check(object, type.version(), this::ruleComplaint));
        boolean refused = ref.isEmpty() || problems.stream().anyMatch(Problem::isError);
        return ref.map(who -> new ReadObject(who, refused ? Optional.empty() : value, problems, source));
    }

    private void scope() {
        if (!kind.namespaced() && source.find("metadata.namespace").isPresent()) {
            complain(
                    true,
                    "scope",
                    "metadata.namespace",
                    kind.name() + " belongs to no namespace, the field is ignored",
                    "no namespace");
        }
    }

    private Optional<ApiObject> bind() {
        JsonNode tree = JsonTrees.of(map);
        if (statusBroken && strictness == Strictness.API_SERVER && tree instanceof ObjectNode object) {
            object.remove(STATUS);
        }
        try {
            return Optional.of(json.toValue(tree, kind));
        } catch (UnreadableTree e) {
            boolean known = problems.stream().anyMatch(Problem::isError);
            if (!known) {
                complain(false, "unreadable", e.field(), "cannot be held: " + e.getMessage(), "");
            }
            return Optional.empty();
        }
    }

    private void shapeComplaint(boolean warning, String rule, FieldPath path, String message, String expected) {
        String field = path.toString();
        // an API server drops the status of an object that is created, and so it never refuses one for it
        boolean status = isStatus(field);
        statusBroken |= status && !warning;
        complain(warning || status || strictness == Strictness.ADMITTED, rule, field, message, expected);
    }

    private void ruleComplaint(boolean warning, String rule, FieldPath path, String message, String expected) {
        String field = path.toString();
        complain(warning || isStatus(field) || strictness == Strictness.ADMITTED, rule, field, message, expected);
    }

    private static boolean isStatus(String field) {
        return field.equals(STATUS) || field.startsWith(STATUS + ".");
    }

    private void complain(boolean warning, String rule, String field, String message, String expected) {
        Location at = rule.equals("unknown-field") ? source.key(field) : source.nearest(field);
        Problem.Severity severity = warning ? Problem.Severity.WARNING : Problem.Severity.ERROR;
        problems.add(new Problem(severity, rule, place(at), ref, field, message, expected));
    }

    private Optional<Location> place(Location at) {
        return located ? Optional.of(at) : Optional.empty();
    }
}
