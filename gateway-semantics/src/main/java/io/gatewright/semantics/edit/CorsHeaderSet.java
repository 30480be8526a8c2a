package io.gatewright.semantics.edit;

import io.gatewright.semantics.plan.FilterPlan.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a CORS answer. They replace those that a backend may have set itself, so nothing appears twice and no
 * backend widens what the route allows.
 *
 * @param crossOrigin the request had an {@code Origin}: the backend's own CORS headers go
 * @param set in a fixed order
 * @param varies the answer depends on {@code Origin}, which caches must know
 */
public record CorsHeaderSet(boolean crossOrigin, List<Header> set, boolean varies) {
    private static final List<String> NAMES = List.of(
            CorsDecision.ALLOW_ORIGIN,
            CorsDecision.ALLOW_CREDENTIALS,
            CorsDecision.ALLOW_METHODS,
            CorsDecision.ALLOW_HEADERS,
            CorsDecision.EXPOSE_HEADERS,
            CorsDecision.MAX_AGE);

    public CorsHeaderSet {
        set = List.copyOf(set);
    }

    void apply(MutableHeaders headers) {
        if (crossOrigin) {
            NAMES.forEach(headers::remove);
        }
        set.forEach(header -> headers.set(header.name(), header.value()));
        if (varies) {
            vary(headers);
        }
    }

    private static void vary(MutableHeaders headers) {
        @Nullable String old = headers.header("vary");
        if (old == null || old.isBlank()) {
            headers.set("vary", "Origin");
            return;
        }
        for (String name : old.split(",", -1)) {
            if (name.strip().equals("*") || name.strip().equalsIgnoreCase("origin")) {
                return;
            }
        }
        headers.set("vary", old + ",Origin");
    }
}
