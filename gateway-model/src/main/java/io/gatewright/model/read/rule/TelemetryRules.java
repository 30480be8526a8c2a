package io.gatewright.model.read.rule;

import io.gatewright.model.policy.ParentBasedSampling;
import io.gatewright.model.policy.Tracing;
import io.gatewright.model.policy.TracingAttribute;
import io.gatewright.model.policy.TracingProvider;
import io.gatewright.model.policy.XTelemetryPolicy;
import io.gatewright.model.policy.XTelemetryPolicySpec;
import io.gatewright.model.read.shape.Complaints;
import io.gatewright.model.read.tree.FieldPath;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Rules of XTelemetryPolicy. */
final class TelemetryRules {
    private static final List<Rule<XTelemetryPolicySpec>> SPEC = List.of(Rule.refuse(
            "telemetry-empty",
            "tracing",
            spec -> spec.tracing().isEmpty(),
            "the policy says nothing",
            "the field `tracing`"));

    private static final List<Rule<Tracing>> TRACING = List.of(
            Rule.refuse(
                    "tracing-provider-by-mode",
                    "provider",
                    tracing -> tracing.provider().isPresent() != enabled(tracing),
                    tracing -> enabled(tracing)
                            ? "mode `Enabled` needs the field `provider`"
                            : "`provider` does not belong to mode `" + tracing.mode() + "`",
                    "`provider` with mode `Enabled`, and only there"),
            onlyEnabled(
                    "tracing-sampling-by-mode",
                    "samplingRate",
                    tracing -> tracing.samplingRate().isPresent()),
            onlyEnabled(
                    "tracing-parent-sampling-by-mode",
                    "parentBasedSampling",
                    tracing -> tracing.parentBasedSampling().isPresent()),
            onlyEnabled(
                    "tracing-service-name-by-mode",
                    "serviceName",
                    tracing -> tracing.serviceName().isPresent()),
            onlyEnabled(
                    "tracing-span-name-by-mode",
                    "spanName",
                    tracing -> tracing.spanName().isPresent()),
            onlyEnabled(
                    "tracing-attributes-by-mode",
                    "attributes",
                    tracing -> !tracing.attributes().isEmpty()));

    private static final List<Rule<ParentBasedSampling>> PARENT_SAMPLING = List.of(Rule.refuse(
            "parent-sampling-rate-by-mode",
            "samplingRate",
            sampling -> sampling.samplingRate().isPresent() && !sampling.mode().equals(ParentBasedSampling.ENABLED),
            sampling -> "`samplingRate` does not belong to mode `" + sampling.mode() + "`",
            "no `samplingRate`, or the mode `Enabled`"));

    private static final List<Rule<TracingAttribute>> ATTRIBUTE = List.of(
            bySource("attribute-header-by-source", "headerName", TracingAttribute.HEADER, TracingAttribute::headerName),
            bySource(
                    "attribute-literal-by-source",
                    "literalValue",
                    TracingAttribute.LITERAL,
                    TracingAttribute::literalValue),
            bySource(
                    "attribute-key-by-source",
                    "attributeKey",
                    TracingAttribute.ATTRIBUTE,
                    TracingAttribute::attributeKey));

    private TelemetryRules() {}

    static List<Rule<?>> rules() {
        return Concat.of(SPEC, TRACING, PARENT_SAMPLING, ATTRIBUTE);
    }

    static void check(XTelemetryPolicy policy, Complaints complaints) {
        FieldPath spec = FieldPath.ROOT.field("spec");
        Rule.all(SPEC, policy.spec(), spec, complaints);
        FieldPath path = spec.field("tracing");
        policy.spec().tracing().ifPresent(tracing -> {
            Rule.all(TRACING, tracing, path, complaints);
            Rule.all(SharedRules.FRACTION, tracing.samplingRate(), path.field("samplingRate"), complaints);
            FieldPath parent = path.field("parentBasedSampling");
            Rule.all(PARENT_SAMPLING, tracing.parentBasedSampling(), parent, complaints);
            Rule.all(
                    SharedRules.FRACTION,
                    tracing.parentBasedSampling().flatMap(ParentBasedSampling::samplingRate),
                    parent.field("samplingRate"),
                    complaints);
            Rule.all(
                    SharedRules.BACKEND_REF,
                    tracing.provider().map(TracingProvider::backendRef),
                    path.field("provider").field("backendRef"),
                    complaints);
            Rule.each(ATTRIBUTE, tracing.attributes(), path.field("attributes"), complaints);
        });
    }

    private static boolean enabled(Tracing tracing) {
        return tracing.mode().equals(Tracing.ENABLED);
    }

    private static Rule<Tracing> onlyEnabled(String name, String field, Predicate<Tracing> set) {
        return Rule.refuse(
                name,
                field,
                tracing -> set.test(tracing) && !enabled(tracing),
                tracing -> "`" + field + "` does not belong to mode `" + tracing.mode() + "`",
                "no `" + field + "`, or the mode `Enabled`");
    }

    private static Rule<TracingAttribute> bySource(
            String name, String field, String source, Function<TracingAttribute, Optional<String>> value) {
        return Rule.refuse(
                name,
                field,
                attribute -> value.apply(attribute).isPresent()
                        != attribute.sourceType().equals(source),
                attribute -> attribute.sourceType().equals(source)
                        ? "source `" + source + "` needs the field `" + field + "`"
                        : "`" + field + "` does not belong to source `" + attribute.sourceType() + "`",
                "`" + field + "` with source `" + source + "`, and only there");
    }
}
