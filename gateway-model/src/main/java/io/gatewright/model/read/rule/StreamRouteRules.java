package io.gatewright.model.read.rule;

import io.gatewright.model.read.shape.Complaints;
import io.gatewright.model.read.shape.Names;
import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.route.ParentReference;
import io.gatewright.model.route.StreamRouteRule;
import io.gatewright.model.route.TcpRoute;
import io.gatewright.model.route.TlsRoute;
import io.gatewright.model.route.UdpRoute;
import java.util.List;

/** Rules of TLSRoute, TCPRoute and UDPRoute. */
final class StreamRouteRules {
    private static final List<Rule<List<StreamRouteRule>>> RULE_LIST =
            List.of(SharedRules.ruleNames(StreamRouteRule::name));

    private static final List<Rule<String>> TLS_HOSTNAME = List.of(
            Rule.refuse(
                    "tls-hostname-address",
                    "",
                    Names::isAddress,
                    name -> "`" + name + "` is an IP address, which SNI cannot carry",
                    "a host name"),
            Rule.refuse(
                    "tls-hostname-form",
                    "",
                    name -> !name.contains("*") && !Names.isSubdomain(name),
                    name -> "`" + name + "` is no DNS name",
                    "lower case letters, digits and inner hyphens, in labels joined by dots"),
            Rule.refuse(
                    "tls-hostname-wildcard",
                    "",
                    name -> name.contains("*") && !(name.startsWith("*.") && Names.isSubdomain(name.substring(2))),
                    name -> "`" + name + "` has its wildcard in the wrong place",
                    "`*` as the whole first label, before a DNS name"));

    private StreamRouteRules() {}

    static List<Rule<?>> rules() {
        return Concat.of(RULE_LIST, TLS_HOSTNAME);
    }

    /** Checks a TLSRoute; the rules of its host names came with v1alpha3. */
    static void check(TlsRoute route, String version, Complaints complaints) {
        if (!version.equals("v1alpha2")) {
            FieldPath path = FieldPath.ROOT.field("spec").field("hostnames");
            Rule.each(TLS_HOSTNAME, route.spec().hostnames(), path, complaints);
        }
        check(route.spec().parentRefs(), route.spec().rules(), complaints);
    }

    static void check(TcpRoute route, Complaints complaints) {
        check(route.spec().parentRefs(), route.spec().rules(), complaints);
    }

    static void check(UdpRoute route, Complaints complaints) {
        check(route.spec().parentRefs(), route.spec().rules(), complaints);
    }

    private static void check(List<ParentReference> parents, List<StreamRouteRule> rules, Complaints complaints) {
        FieldPath spec = FieldPath.ROOT.field("spec");
        Rule.all(SharedRules.PARENT_REFS, parents, spec.field("parentRefs"), complaints);
        FieldPath path = spec.field("rules");
        Rule.all(RULE_LIST, rules, path, complaints);
        for (int i = 0; i < rules.size(); i++) {
            FieldPath refs = path.item(i).field("backendRefs");
            Rule.each(SharedRules.BACKEND_REF, rules.get(i).backendRefs(), refs, complaints);
        }
    }
}
