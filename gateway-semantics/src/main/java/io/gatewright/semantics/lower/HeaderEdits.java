package io.gatewright.semantics.lower;

import io.gatewright.model.route.HttpHeader;
import io.gatewright.model.route.HttpHeaderFilter;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.plan.FilterPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lowers {@code HTTPHeaderFilter}. A name may be in one of set, add and remove only; of equal names within one of them the
 * first counts. Headers that frame a message or name its host are not for editing: an edit could make two parties read
 * different messages.
 */
final class HeaderEdits {
    private static final Set<String> UNTOUCHABLE = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "upgrade",
            "te",
            "trailer",
            "http2-settings");

    private final RuleScope scope;
    private final String at;
    private final Map<String, String> actionOf = new HashMap<>();
    private @Nullable FilterPlan refused;

    HeaderEdits(RuleScope scope, String at) {
        this.scope = scope;
        this.at = at;
    }

    FilterPlan lower(HttpHeaderFilter filter, Function<FilterPlan.HeaderEdit, FilterPlan> with) {
        List<FilterPlan.Header> set = headers(filter.set(), "set");
        List<FilterPlan.Header> add = headers(filter.add(), "add");
        List<String> remove = new ArrayList<>();
        for (String name : filter.remove()) {
            if (claim(name, "remove", new HashSet<>(remove))) {
                remove.add(name.toLowerCase(Locale.ROOT));
            }
        }
        return Optional.ofNullable(refused).orElseGet(() -> with.apply(new FilterPlan.HeaderEdit(set, add, remove)));
    }

    private List<FilterPlan.Header> headers(List<HttpHeader> declared, String action) {
        List<FilterPlan.Header> headers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (HttpHeader header : declared) {
            if (claim(header.name(), action, seen)) {
                seen.add(header.name().toLowerCase(Locale.ROOT));
                if (!printable(header.value())) {
                    refuse(action, "the value of header `" + header.name() + "` holds control characters: remove them");
                }
                headers.add(new FilterPlan.Header(header.name(), header.value()));
            }
        }
        return headers;
    }

    /** Whether this entry counts; notes a name that is used by two actions, or must not be edited at all. */
    private boolean claim(String name, String action, Set<String> seen) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (seen.contains(lower)) {
            return false;
        }
        if (!token(name)) {
            refuse(action, "`" + name + "` is no header name: expected letters, digits and hyphens");
        } else if (UNTOUCHABLE.contains(lower)) {
            refuse(
                    action,
                    "header `" + name + "` cannot be edited, since it frames the message or names its host"
                            + (lower.equals("host") ? ": use a `URLRewrite` filter with `hostname`" : ": remove it"));
        }
        String other = actionOf.putIfAbsent(lower, action);
        if (other != null && !other.equals(action)) {
            refuse(
                    action,
                    "header `" + name + "` is in `" + other + "` and in `" + action
                            + "`, whose order is not defined: keep it in one");
        }
        return true;
    }

    private void refuse(String action, String message) {
        refused = new FilterPlan.Refused(scope.find(at + "." + action, Reason.UNSUPPORTED_VALUE, message));
    }

    /** RFC 9110, section 5.6.2. */
    private static boolean token(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }

    private static boolean printable(String value) {
        return value.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 0x7f);
    }
}
