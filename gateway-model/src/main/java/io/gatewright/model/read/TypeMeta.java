package io.gatewright.model.read;

import io.gatewright.model.core.Kind;
import io.gatewright.model.read.shape.Nearest;
import io.gatewright.model.read.tree.MapNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a document says it is. */
record TypeMeta(String apiVersion, String kind) {
    private static final List<String> GROUPS = List.of(Kind.GATEWAY_GROUP, Kind.EXPERIMENTAL_GROUP);

    static Optional<TypeMeta> of(MapNode map) {
        return map.text("apiVersion").flatMap(version -> map.text("kind").map(kind -> new TypeMeta(version, kind)));
    }

    String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    String version() {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    /** When this unknown kind looks like a slip in one of ours: what may have been meant. */
    Optional<String> suspicion() {
        List<Kind<?>> ours = Kinds.all().stream()
                .filter(known -> GROUPS.contains(known.group()))
                .toList();
        Optional<String> elsewhere = ours.stream()
                .filter(known -> known.name().equals(kind))
                .map(known -> "did you mean apiVersion `" + known.apiVersion() + "`?")
                .findFirst();
        if (GROUPS.contains(group())) {
            String known = ours.stream().map(Kind::name).collect(Collectors.joining("`, `", "`", "`"));
            return elsewhere.or(() ->
                    Optional.of(Nearest.to(kind, ours.stream().map(Kind::name).toList())
                            .map(near -> "did you mean `" + near + "`?")
                            .orElse("the group has " + known)));
        }
        boolean near = group().isEmpty() || Nearest.to(group(), GROUPS).isPresent();
        return near ? elsewhere : Optional.empty();
    }
}
