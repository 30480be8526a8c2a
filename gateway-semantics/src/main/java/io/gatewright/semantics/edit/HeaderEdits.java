package io.gatewright.semantics.edit;

import io.gatewright.semantics.plan.FilterPlan.Header;
import io.gatewright.semantics.plan.FilterPlan.HeaderEdit;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Header filters ({@code HTTPHeaderFilter}): set, then add, then remove.
 *
 * <p>Headers that frame the message or belong to one connection are never edited: a route must not be able to make the
 * gateway and a backend disagree about where a message ends.
 */
public final class HeaderEdits {
    private static final Set<String> FRAMING = Set.of(
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "upgrade",
            "http2-settings");

    private HeaderEdits() {}

    /** Edits the head of a request. Setting {@code Host} changes the authority; it cannot be removed or added to. */
    public static void apply(HeaderEdit edit, MutableHead head) {
        for (Header header : edit.set()) {
            if (isHost(header.name())) {
                head.setHost(header.value());
            } else {
                set(header, head);
            }
        }
        for (Header header : edit.add()) {
            if (!isHost(header.name())) {
                add(header, head);
            }
        }
        for (String name : edit.remove()) {
            if (!isHost(name)) {
                remove(name, head);
            }
        }
    }

    /** Edits the head of a response. */
    public static void applyToResponse(HeaderEdit edit, MutableHeaders headers) {
        edit.set().forEach(header -> set(header, headers));
        edit.add().forEach(header -> add(header, headers));
        edit.remove().forEach(name -> remove(name, headers));
    }

    private static void set(Header header, MutableHeaders headers) {
        if (editable(header.name())) {
            headers.set(header.name(), header.value());
        }
    }

    /** One line {@code old,new}; a cookie gets a line of its own, because cookies cannot be joined (RFC 6265 3). */
    private static void add(Header header, MutableHeaders headers) {
        if (!editable(header.name())) {
            return;
        }
        @Nullable String old = headers.header(header.name());
        if (old != null && header.name().equalsIgnoreCase("set-cookie")) {
            headers.add(header.name(), header.value());
        } else {
            headers.set(header.name(), old == null ? header.value() : old + "," + header.value());
        }
    }

    private static void remove(String name, MutableHeaders headers) {
        if (editable(name)) {
            headers.remove(name);
        }
    }

    private static boolean isHost(String name) {
        return name.equalsIgnoreCase("host");
    }

    /** Whether routes may change this header at all. */
    public static boolean editable(String name) {
        return !name.isEmpty() && name.charAt(0) != ':' && !FRAMING.contains(name.toLowerCase(Locale.ROOT));
    }
}
