package io.gatewright.model.read.rule;

/**
 * One rule by example: two documents that differ in what the rule is about.
 *
 * @param field where the refused document is wrong
 */
record RuleCase(String rule, String accepted, String refused, String field) {

    static RuleCase of(String rule, String accepted, String refused, String field) {
        return new RuleCase(rule, accepted, refused, field);
    }

    /** A document of the Gateway API with this spec, in flow style. */
    static String document(String version, String kind, String spec) {
        String group = kind.startsWith("X") ? "gateway.networking.x-k8s.io" : "gateway.networking.k8s.io";
        return "apiVersion: " + group + "/" + version + "\nkind: " + kind + "\nmetadata: {name: x}\nspec: " + spec
                + "\n";
    }

    /** An HTTPRoute with one rule. */
    static String http(String rule) {
        return document("v1", "HTTPRoute", "{rules: [" + rule + "]}");
    }

    /** A GRPCRoute with one rule. */
    static String grpc(String rule) {
        return document("v1", "GRPCRoute", "{rules: [" + rule + "]}");
    }

    /** A Gateway with these fields beside its class. */
    static String gateway(String fields) {
        return document("v1", "Gateway", "{gatewayClassName: c, " + fields + "}");
    }

    /** A Gateway with these listeners. */
    static String listeners(String... listeners) {
        return gateway("listeners: [" + String.join(", ", listeners) + "]");
    }

    /** A ListenerSet with these listeners. */
    static String set(String... listeners) {
        return document(
                "v1", "ListenerSet", "{parentRef: {name: g}, listeners: [" + String.join(", ", listeners) + "]}");
    }

    @Override
    public String toString() {
        return rule + " at " + field;
    }
}
