package io.gatewright.app.plan;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.listener.ListenerKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The words inside a plan that are written as one string each. */
final class PlanWords {
    /** What stands for a private key that is not shown. */
    static final String MASK = "redacted";

    static final Function<String, ObjectRef> REFS = new Known<>(PlanWords::ref);
    static final Function<String, ListenerKey> LISTENERS = new Known<>(PlanWords::listener);
    static final Function<String, Hostname> HOSTNAMES = new Known<>(Hostname::of);

    /** Texts of which short ones are mostly repeated: keys of clusters, methods, names of headers. */
    private static final Known<String> PARTS = new Known<>(part -> part);

    private static final int SHORT = 64;

    private PlanWords() {}

    /**
     * Words that were read of late: one object for the many places of a plan that say the same, which is half of what a plan
     * with thousands of routes weighs. A word that shares its place with another one is forgotten, so this never grows. For
     * any thread: at worst a word is made once more.
     */
    private static final class Known<T> implements Function<String, T> {
        private static final int PLACES = 1 << 13;

        private final Function<String, T> read;
        private final @Nullable Entry<T>[] entries;

        private record Entry<T>(String text, T value) {}

        @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no type parameters
        Known(Function<String, T> read) {
            this.read = read;
            this.entries = new Entry[PLACES];
        }

        @Override
        public T apply(String text) {
            int hash = text.hashCode();
            int place = (hash ^ hash >>> 15) & PLACES - 1;
            Entry<T> entry = entries[place];
            if (entry == null || !entry.text.equals(text)) {
                entry = new Entry<>(text, read.apply(text));
                entries[place] = entry;
            }
            return entry.value;
        }
    }

    /** The same text, as one object if it was read before and is short. */
    static String shared(String text) {
        return text.length() <= SHORT ? PARTS.apply(text) : text;
    }

    /** {@code group/Kind/namespace/name}, without the group and its slash for the core group. */
    static String text(ObjectRef ref) {
        String rest = ref.kind() + "/" + ref.namespace() + "/" + ref.name();
        return ref.group().isEmpty() ? rest : ref.group() + "/" + rest;
    }

    /** {@code group/Kind/namespace/name/listener}. */
    static String text(ListenerKey key) {
        return text(key.owner()) + "/" + key.section();
    }

    private static ObjectRef ref(String text) {
        String[] parts = text.split("/", -1);
        return switch (parts.length) {
            case 3 -> new ObjectRef("", PARTS.apply(parts[0]), PARTS.apply(parts[1]), parts[2]);
            case 4 -> new ObjectRef(PARTS.apply(parts[0]), PARTS.apply(parts[1]), PARTS.apply(parts[2]), parts[3]);
            default ->
                throw new IllegalArgumentException(
                        "`" + text + "` names no object: expected `group/Kind/namespace/name`");
        };
    }

    private static ListenerKey listener(String text) {
        int slash = text.lastIndexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "`" + text + "` names no listener: expected `group/Kind/namespace/name/listener`");
        }
        return new ListenerKey(ref(text.substring(0, slash)), text.substring(slash + 1));
    }

    static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("`" + text + "` is no duration: expected one like `PT1.5S`", e);
        }
    }

    static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "`" + text + "` is no time: expected one like `2026-01-02T03:04:05Z`", e);
        }
    }
}
