package io.gatewright.runtime.tls;

import io.gatewright.model.name.Hostname;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the most specific entry for a server name: the exact name, then the longest wildcard, then the entry without a
 * name. A wildcard stands for one or more labels, as listener hostnames do. Cost: one look-up per label.
 */
public final class NameTable<T> {
    private final Map<String, T> exact = new HashMap<>();
    private final Map<String, T> wildcards = new HashMap<>();
    private @Nullable T other;

    /** The first entry of a name stays. Only while the table is built. */
    public void put(Optional<Hostname> name, T entry) {
        if (name.isEmpty()) {
            other = other == null ? entry : other;
        } else if (name.get().wildcard()) {
            wildcards.putIfAbsent(name.get().suffix(), entry);
        } else {
            exact.putIfAbsent(name.get().text(), entry);
        }
    }

    /** @param name lower case; null selects only the entry without a name */
    public @Nullable T find(@Nullable String name) {
        if (name == null) {
            return other;
        }
        T found = exact.get(name);
        for (int dot = name.indexOf('.', 1); found == null && dot > 0; dot = name.indexOf('.', dot + 1)) {
            found = wildcards.get(name.substring(dot));
        }
        return found == null ? other : found;
    }
}
