package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** Replaces the path, or its matched prefix (v1 {@code HTTPPathModifier}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpPathModifier.class)
public interface HttpPathModifier {
    // values of type()
    String REPLACE_FULL_PATH = "ReplaceFullPath";
    String REPLACE_PREFIX_MATCH = "ReplacePrefixMatch";

    String type();

    Optional<String> replaceFullPath();

    Optional<String> replacePrefixMatch();
}
