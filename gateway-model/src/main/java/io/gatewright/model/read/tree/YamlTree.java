package io.gatewright.model.read.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One composed YAML document -> our tree: aliases copied within a budget, merge keys applied, tags refused. */
final class YamlTree {
    private static final Set<Tag> STANDARD = Set.of(Tag.MAP, Tag.SEQ, Tag.STR, YamlDocuments.PLAIN);
    private static final Set<Tag> TYPED = Set.of(Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

    private final String file;
    private final int lines;
    private final Limits limits;
    private final List<Fault> faults = new ArrayList<>();
    private final Set<org.yaml.snakeyaml.nodes.Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<org.yaml.snakeyaml.nodes.Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private int copying;
    private int copies;
    private boolean exhausted;

    private YamlTree(String file, int lines, Limits limits) {
        this.file = file;
        this.lines = lines;
        this.limits = limits;
    }

    /** Builds the tree of a document that begins {@code lines} lines below the start of the file. */
    static Document build(org.yaml.snakeyaml.nodes.Node node, String file, int lines, Limits limits) {
        YamlTree builder = new YamlTree(file, lines, limits);
        Node root = builder.convert(node, FieldPath.ROOT, 0);
        Optional<Node> tree = builder.exhausted || root.isNull() ? Optional.empty() : Optional.of(root);
        return new Document(builder.at(node), tree, builder.faults);
    }

    private Node convert(org.yaml.snakeyaml.nodes.Node node, FieldPath path, int depth) {
        Location at = at(node);
        if (exhausted) {
            return nothing(at);
        }
        if (depth > limits.depth()) {
            return exhaust(at, path, "nested deeper than " + limits.depth(), "less nesting");
        }
        if (copying > 0 && ++copies > limits.copies()) {
            return exhaust(
                    at,
                    path,
                    "aliases repeat more than " + limits.copies() + " nodes",
                    "the content written out, or fewer aliases");
        }
        if (node instanceof org.yaml.snakeyaml.nodes.ScalarNode scalar) {
            return scalar(scalar, path);
        }
        if (!open.add(node)) {
            return exhaust(at, path, "an alias contains itself", "an alias of a finished node");
        }
        boolean copy = !seen.add(node);
        copying += copy ? 1 : 0;
        Node converted = node instanceof MappingNode mapping
                ? map(mapping, path, depth)
                : list((SequenceNode) node, path, depth);
        copying -= copy ? 1 : 0;
        open.remove(node);
        return converted;
    }

    private Node map(MappingNode node, FieldPath path, int depth) {
        checkTag(node, path);
        Map<String, MapNode.Entry> entries = new LinkedHashMap<>();
        Map<String, MapNode.Entry> merged = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Location keyAt = at(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof org.yaml.snakeyaml.nodes.ScalarNode key)) {
                fault("key", keyAt, path, "a key is not a single word", "a string as key");
                continue;
            }
            if (key.getValue().equals("<<") && key.isPlain()) {
                merge(tuple.getValueNode(), path, depth, merged);
                continue;
            }
            FieldPath below = path.field(key.getValue());
            MapNode.Entry first = entries.get(key.getValue());
            if (first != null) {
                String message = "key `" + key.getValue() + "` is already set in line "
                        + first.key().line();
                fault("duplicate-key", keyAt, below, message, "each key once");
                continue;
            }
            entries.put(key.getValue(), new MapNode.Entry(keyAt, convert(tuple.getValueNode(), below, depth + 1)));
        }
        merged.forEach(entries::putIfAbsent);
        return new MapNode(at(node), entries);
    }

    /** Adds what a merge key brings; of several sources the first one wins, the object's own keys win over all. */
    private void merge(
            org.yaml.snakeyaml.nodes.Node value, FieldPath path, int depth, Map<String, MapNode.Entry> merged) {
        List<org.yaml.snakeyaml.nodes.Node> sources =
                value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
        for (org.yaml.snakeyaml.nodes.Node source : sources) {
            if (source instanceof MappingNode && convert(source, path, depth + 1) instanceof MapNode map) {
                map.entries().forEach(merged::putIfAbsent);
            } else if (!exhausted) {
                fault(
                        "merge",
                        at(source),
                        path,
                        "`<<` merges something that is not an object",
                        "an alias of an object");
            }
        }
    }

    private Node list(SequenceNode node, FieldPath path, int depth) {
        checkTag(node, path);
        List<Node> items = new ArrayList<>(node.getValue().size());
        for (org.yaml.snakeyaml.nodes.Node item : node.getValue()) {
            items.add(convert(item, path.item(items.size()), depth + 1));
        }
        return new ListNode(at(node), items);
    }

    private Node scalar(org.yaml.snakeyaml.nodes.ScalarNode node, FieldPath path) {
        checkTag(node, path);
        Location at = at(node);
        boolean typed = TYPED.contains(node.getTag()) || node.getTag().equals(YamlDocuments.PLAIN);
        return typed ? PlainScalar.resolve(at, node.getValue()) : ScalarNode.string(at, node.getValue());
    }

    private void checkTag(org.yaml.snakeyaml.nodes.Node node, FieldPath path) {
        Tag tag = node.getTag();
        if (!STANDARD.contains(tag) && !TYPED.contains(tag)) {
            fault("tag", at(node), path, "tag `" + tag.getValue() + "` is not accepted", "no tag");
        }
    }

    private Node exhaust(Location at, FieldPath path, String message, String expected) {
        exhausted = true;
        fault("limit", at, path, message, expected);
        return nothing(at);
    }

    private static Node nothing(Location at) {
        return new ScalarNode(at, Scalar.NULL, "");
    }

    private void fault(String rule, Location at, FieldPath path, String message, String expected) {
        faults.add(new Fault(rule, at, path.toString(), message, expected));
    }

    private Location at(org.yaml.snakeyaml.nodes.Node node) {
        return new Location(
                file,
                lines + node.getStartMark().getLine() + 1,
                node.getStartMark().getColumn() + 1);
    }
}
