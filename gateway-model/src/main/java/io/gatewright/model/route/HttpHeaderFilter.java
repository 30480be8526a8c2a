package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.List;
import org.immutables.value.Value;

/** Edits headers (v1 {@code HTTPHeaderFilter}): {@link #set()}, then {@link #add()}, then {@link #remove()}. */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpHeaderFilter.class)
public interface HttpHeaderFilter {
    /** Overwrites. */
    List<HttpHeader> set();

    /** Appends to what is there. */
    List<HttpHeader> add();

    /** Names, compared without case. */
    List<String> remove();
}
