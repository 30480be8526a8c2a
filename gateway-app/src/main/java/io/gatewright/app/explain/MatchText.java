package io.gatewright.app.explain;

import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.RulePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a rule asks of a request, in one line. */
public final class MatchText {
    private MatchText() {}

    /** All matches, joined by {@code or}; rules for connections have none. */
    public static String of(RulePlan rule) {
        return rule.matches().isEmpty()
                ? "every connection"
                : rule.matches().stream().map(MatchText::of).collect(Collectors.joining(" or "));
    }

    private static String of(MatchPlan match) {
        List<String> parts = new ArrayList<>();
        match.method().ifPresent(parts::add);
        parts.add(match.path()
                .fold(
                        exact -> exact.value(),
                        prefix -> prefix.value() + "/*",
                        regex -> "~" + regex.pattern(),
                        call -> call.service().orElse("*") + "/" + call.method().orElse("*")));
        match.headers().forEach(header -> parts.add(header.name() + (header.regex() ? ":~" : ":") + header.value()));
        match.query().forEach(query -> parts.add("?" + query.name() + (query.regex() ? "=~" : "=") + query.value()));
        return String.join(" ", parts);
    }
}
