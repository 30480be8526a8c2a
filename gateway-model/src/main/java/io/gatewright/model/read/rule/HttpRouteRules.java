package io.gatewright.model.read.rule;

import io.gatewright.model.read.shape.Complaints;
import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.route.HttpBackendRef;
import io.gatewright.model.route.HttpPathMatch;
import io.gatewright.model.route.HttpPathModifier;
import io.gatewright.model.route.HttpRequestRedirectFilter;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.HttpRouteFilter;
import io.gatewright.model.route.HttpRouteMatch;
import io.gatewright.model.route.HttpRouteRule;
import io.gatewright.model.route.HttpRouteTimeouts;
import io.gatewright.model.route.HttpUrlRewriteFilter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Rules of HTTPRoute. */
final class HttpRouteRules {
    private static final Pattern PATH_CHARACTERS =
            Pattern.compile("(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]++|%[0-9a-fA-F]{2})++");

    private static final List<Rule<List<HttpRouteRule>>> RULE_LIST =
            List.of(SharedRules.matchesTotal(HttpRouteRule::matches), SharedRules.ruleNames(HttpRouteRule::name));

    private static final List<Rule<HttpRouteRule>> RULE = List.of(
            Rule.refuse(
                    "redirect-with-backends",
                    "backendRefs",
                    rule -> !rule.backendRefs().isEmpty()
                            && rule.filters().stream()
                                    .anyMatch(filter -> filter.requestRedirect().isPresent()),
                    "a rule that redirects sends nothing to backends",
                    "either `backendRefs` or a `RequestRedirect`"),
            prefix("redirect-prefix-match", "RequestRedirect", HttpRouteRules::redirectPath),
            prefix("rewrite-prefix-match", "URLRewrite", HttpRouteRules::rewritePath),
            backendPrefix("backend-redirect-prefix-match", "RequestRedirect", HttpRouteRules::redirectPath),
            backendPrefix("backend-rewrite-prefix-match", "URLRewrite", HttpRouteRules::rewritePath));

    private static final List<Rule<HttpPathMatch>> PATH = List.of(
            Rule.refuse(
                    "path-type",
                    "type",
                    path -> !literal(path) && !path.type().equals(HttpPathMatch.REGULAR_EXPRESSION),
                    path -> "`" + path.type() + "` is no type of path match",
                    "`Exact`, `PathPrefix` or `RegularExpression`"),
            path("path-absolute", value -> !value.startsWith("/"), "does not start with `/`"),
            path("path-empty-segment", value -> value.contains("//"), "contains `//`"),
            path("path-dot-segment", value -> value.contains("/./"), "contains `/./`"),
            path("path-parent-segment", value -> value.contains("/../"), "contains `/../`"),
            path(
                    "path-encoded-slash",
                    value -> value.contains("%2f") || value.contains("%2F"),
                    "contains an encoded slash"),
            path("path-fragment", value -> value.contains("#"), "contains `#`"),
            path("path-parent-end", value -> value.endsWith("/.."), "ends with `/..`"),
            path("path-dot-end", value -> value.endsWith("/."), "ends with `/.`"),
            path(
                    "path-characters",
                    value -> !PATH_CHARACTERS.matcher(value).matches(),
                    "contains characters that a URL path cannot have"));

    private static final List<Rule<HttpRouteTimeouts>> TIMEOUTS = List.of(Rule.refuse(
            "timeout-order",
            "backendRequest",
            timeouts -> timeouts.request().isPresent()
                    && timeouts.backendRequest().isPresent()
                    && !timeouts.request().get().isZero()
                    && timeouts.backendRequest()
                                    .get()
                                    .duration()
                                    .compareTo(timeouts.request().get().duration())
                            > 0,
            timeouts -> "`" + timeouts.backendRequest().map(Object::toString).orElse("") + "` is longer than `request`",
            "at most the time of `request`, or no limit on `request` (`0s`)"));

    private HttpRouteRules() {}

    static List<Rule<?>> rules() {
        return Concat.of(RULE_LIST, RULE, PATH, TIMEOUTS);
    }

    static void check(HttpRoute route, Complaints complaints) {
        FieldPath spec = FieldPath.ROOT.field("spec");
        Rule.all(SharedRules.PARENT_REFS, route.spec().parentRefs(), spec.field("parentRefs"), complaints);
        FieldPath path = spec.field("rules");
        List<HttpRouteRule> rules = route.spec().rules();
        Rule.all(RULE_LIST, rules, path, complaints);
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), path.item(i), complaints);
        }
    }

    private static void rule(HttpRouteRule rule, FieldPath path, Complaints complaints) {
        Rule.all(RULE, rule, path, complaints);
        for (int i = 0; i < rule.matches().size(); i++) {
            FieldPath at = path.field("matches").item(i).field("path");
            Rule.all(PATH, rule.matches().get(i).path(), at, complaints);
        }
        FilterRules.http(rule.filters(), path.field("filters"), complaints);
        FieldPath refs = path.field("backendRefs");
        Rule.each(SharedRules.BACKEND_REF, rule.backendRefs(), refs, complaints);
        for (int i = 0; i < rule.backendRefs().size(); i++) {
            HttpBackendRef ref = rule.backendRefs().get(i);
            FilterRules.http(ref.filters(), refs.item(i).field("filters"), complaints);
        }
        Rule.all(TIMEOUTS, rule.timeouts(), path.field("timeouts"), complaints);
        Rule.all(SharedRules.SESSION, rule.sessionPersistence(), path.field("sessionPersistence"), complaints);
    }

    private static Rule<HttpPathMatch> path(String name, Predicate<String> broken, String message) {
        return Rule.refuse(
                name,
                "value",
                path -> literal(path) && broken.test(path.value()),
                path -> "the path of type `" + path.type() + "` " + message,
                "an absolute, normalised path as in `/shop/cart`");
    }

    private static boolean literal(HttpPathMatch path) {
        return path.type().equals(HttpPathMatch.EXACT) || path.type().equals(HttpPathMatch.PATH_PREFIX);
    }

    private static Rule<HttpRouteRule> prefix(
            String name, String type, Function<HttpRouteFilter, Optional<HttpPathModifier>> path) {
        return Rule.refuse(
                name,
                "matches",
                rule -> replacesPrefix(rule.filters(), path) && !onePrefixMatch(rule.matches()),
                "the " + type + " replaces a prefix, and the rule does not match just one",
                "exactly one match, of type `PathPrefix`");
    }

    /** As in the API, several backends that replace a prefix are not looked at: only one that is alone in doing so. */
    private static Rule<HttpRouteRule> backendPrefix(
            String name, String type, Function<HttpRouteFilter, Optional<HttpPathModifier>> path) {
        return Rule.refuse(
                name,
                "matches",
                rule -> rule.backendRefs().stream()
                                        .filter(ref -> replacesPrefix(ref.filters(), path))
                                        .count()
                                == 1
                        && !onePrefixMatch(rule.matches()),
                "the " + type + " of a backend replaces a prefix, and the rule does not match just one",
                "exactly one match, of type `PathPrefix`");
    }

    private static boolean replacesPrefix(
            List<HttpRouteFilter> filters, Function<HttpRouteFilter, Optional<HttpPathModifier>> path) {
        return filters.stream()
                .flatMap(filter -> path.apply(filter).stream())
                .anyMatch(modifier -> modifier.type().equals(HttpPathModifier.REPLACE_PREFIX_MATCH)
                        && modifier.replacePrefixMatch().isPresent());
    }

    private static boolean onePrefixMatch(List<HttpRouteMatch> matches) {
        return matches.size() == 1 && matches.get(0).path().type().equals(HttpPathMatch.PATH_PREFIX);
    }

    private static Optional<HttpPathModifier> redirectPath(HttpRouteFilter filter) {
        return filter.requestRedirect().flatMap(HttpRequestRedirectFilter::path);
    }

    private static Optional<HttpPathModifier> rewritePath(HttpRouteFilter filter) {
        return filter.urlRewrite().flatMap(HttpUrlRewriteFilter::path);
    }
}
