package io.gatewright.semantics.match;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The headers of a request as matching needs them. Names are asked for in lower case. */
public interface Headers {
    /** The first value of a header, or null if it is absent. */
    @Nullable
    CharSequence first(CharSequence lowerName);

    /** All values of a header in order; empty if it is absent. */
    List<? extends CharSequence> all(CharSequence lowerName);

    /**
     * The value that is matched: several lines of one name count as one value joined by commas (RFC 9110 5.3). Null if the
     * header is absent.
     */
    default @Nullable CharSequence joined(CharSequence lowerName) {
        List<? extends CharSequence> all = all(lowerName);
        return switch (all.size()) {
            case 0 -> null;
            case 1 -> all.get(0);
            default -> String.join(",", all);
        };
    }
}
