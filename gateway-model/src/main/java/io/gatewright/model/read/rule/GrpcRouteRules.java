package io.gatewright.model.read.rule;

import io.gatewright.model.read.shape.Complaints;
import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.route.GrpcMethodMatch;
import io.gatewright.model.route.GrpcRoute;
import io.gatewright.model.route.GrpcRouteRule;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rules of GRPCRoute. */
final class GrpcRouteRules {
    private static final Pattern SERVICE =
            Pattern.compile("\\.?[A-Za-z_][A-Za-z_0-9]*+(?:\\.[A-Za-z_][A-Za-z_0-9]*+)*+");
    private static final Pattern METHOD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");

    private static final List<Rule<List<GrpcRouteRule>>> RULE_LIST =
            List.of(SharedRules.matchesTotal(GrpcRouteRule::matches), SharedRules.ruleNames(GrpcRouteRule::name));

    private static final List<Rule<GrpcMethodMatch>> METHOD_MATCH = List.of(
            Rule.refuse(
                    "grpc-method-empty",
                    "",
                    match -> match.service().isEmpty() && match.method().isEmpty(),
                    "neither `service` nor `method` is set",
                    "one or both, or no `method` match at all"),
            Rule.refuse(
                    "grpc-service-form",
                    "service",
                    match -> exact(match) && breaks(match.service(), SERVICE),
                    match -> "`" + match.service().orElse("") + "` is no name of a gRPC service",
                    "words of letters, digits and `_`, joined by dots, as in `shop.Cart`"),
            Rule.refuse(
                    "grpc-method-form",
                    "method",
                    match -> exact(match) && breaks(match.method(), METHOD),
                    match -> "`" + match.method().orElse("") + "` is no name of a gRPC method",
                    "one word of letters, digits and `_`"));

    private GrpcRouteRules() {}

    static List<Rule<?>> rules() {
        return Concat.of(RULE_LIST, METHOD_MATCH);
    }

    static void check(GrpcRoute route, Complaints complaints) {
        FieldPath spec = FieldPath.ROOT.field("spec");
        Rule.all(SharedRules.PARENT_REFS, route.spec().parentRefs(), spec.field("parentRefs"), complaints);
        FieldPath path = spec.field("rules");
        List<GrpcRouteRule> rules = route.spec().rules();
        Rule.all(RULE_LIST, rules, path, complaints);
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), path.item(i), complaints);
        }
    }

    private static void rule(GrpcRouteRule rule, FieldPath path, Complaints complaints) {
        for (int i = 0; i < rule.matches().size(); i++) {
            FieldPath at = path.field("matches").item(i).field("method");
            Rule.all(METHOD_MATCH, rule.matches().get(i).method(), at, complaints);
        }
        FilterRules.grpc(rule.filters(), path.field("filters"), complaints);
        FieldPath refs = path.field("backendRefs");
        Rule.each(SharedRules.BACKEND_REF, rule.backendRefs(), refs, complaints);
        for (int i = 0; i < rule.backendRefs().size(); i++) {
            FilterRules.grpc(rule.backendRefs().get(i).filters(), refs.item(i).field("filters"), complaints);
        }
        Rule.all(SharedRules.SESSION, rule.sessionPersistence(), path.field("sessionPersistence"), complaints);
    }

    private static boolean exact(GrpcMethodMatch match) {
        return match.type().equals(GrpcMethodMatch.EXACT);
    }

    private static boolean breaks(Optional<String> text, Pattern pattern) {
        return text.isPresent() && !pattern.matcher(text.get()).matches();
    }
}
