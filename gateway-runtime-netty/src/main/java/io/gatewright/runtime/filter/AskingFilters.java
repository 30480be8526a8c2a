package io.gatewright.runtime.filter;

import io.gatewright.semantics.plan.FilterPlan;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Finds the implementation of a filter that needs I/O. For any thread. */
public final class AskingFilters {
    private static final int MAX_OPEN = 10_000;

    private final List<ExtensionFilter> extensions;
    private final ConcurrentMap<FilterPlan.Extension, AskingFilter> open = new ConcurrentHashMap<>();

    public AskingFilters(List<ExtensionFilter> extensions) {
        this.extensions = List.copyOf(extensions);
    }

    /** With what is on the class path. */
    public static AskingFilters found() {
        return new AskingFilters(ServiceLoader.load(ExtensionFilter.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /** The implementation, or null if there is none: then the rule fails closed. */
    public @Nullable AskingFilter of(FilterPlan filter) {
        if (filter instanceof FilterPlan.ExternalAuth auth) {
            return new ExternalAuth(auth);
        }
        return filter instanceof FilterPlan.Extension extension ? extension(extension) : null;
    }

    private @Nullable AskingFilter extension(FilterPlan.Extension extension) {
        AskingFilter filter = open.get(extension);
        if (filter == null) {
            filter = extensions.stream()
                    .flatMap(door -> door.open(extension).stream())
                    .findFirst()
                    .orElse(null);
            if (filter != null && open.size() < MAX_OPEN) {
                open.put(extension, filter);
            }
        }
        return filter;
    }
}
