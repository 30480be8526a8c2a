package io.gatewright.model.read.rule;

import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.LocalPolicyTargetReferenceWithSectionName;
import io.gatewright.model.policy.RequestRate;
import io.gatewright.model.policy.RetryBudget;
import io.gatewright.model.policy.RetryConstraint;
import io.gatewright.model.policy.XBackendTrafficPolicy;
import io.gatewright.model.read.shape.Complaints;
import io.gatewright.model.read.tree.FieldPath;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules of BackendTLSPolicy and XBackendTrafficPolicy. */
final class PolicyRules {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private static final List<Rule<List<LocalPolicyTargetReferenceWithSectionName>>> TARGETS = List.of(
            Rule.of("target-section-missing", (targets, path, verdict) -> {
                Map<List<String>, Integer> first = new HashMap<>();
                for (int i = 0; i < targets.size(); i++) {
                    Integer earlier = first.putIfAbsent(target(targets.get(i)), i);
                    boolean differs = earlier != null
                            && SharedRules.absent(targets.get(i).sectionName())
                                    != SharedRules.absent(targets.get(earlier).sectionName());
                    if (differs) {
                        String message = "names the same target as item " + earlier
                                + ", but only one of them has a `sectionName`";
                        verdict.broken(path.item(i), message, "a `sectionName` in both, or the target once");
                    }
                }
            }),
            Rule.distinct(
                    "target-section-unique",
                    "",
                    target -> Optional.of(
                            List.of(target(target), target.sectionName().orElse(""))),
                    key -> "the same target and section",
                    "each target and section once"));

    private static final List<Rule<RetryBudget>> BUDGET = List.of(Rule.refuse(
            "retry-budget-interval",
            "interval",
            budget -> budget.interval().duration().compareTo(SHORTEST) < 0
                    || budget.interval().duration().compareTo(LONGEST) > 0,
            budget -> "`" + budget.interval() + "` is out of range",
            "from `1s` to `1h`"));

    private static final List<Rule<RequestRate>> RATE = List.of(Rule.refuse(
            "retry-rate-interval",
            "interval",
            rate -> rate.interval()
                    .filter(interval -> interval.isZero() || interval.duration().compareTo(LONGEST) > 0)
                    .isPresent(),
            rate -> "`" + rate.interval().map(Object::toString).orElse("") + "` is out of range",
            "more than zero, at most `1h`"));

    private PolicyRules() {}

    static List<Rule<?>> rules() {
        return Concat.of(TARGETS, BUDGET, RATE);
    }

    static void check(BackendTlsPolicy policy, Complaints complaints) {
        FieldPath spec = FieldPath.ROOT.field("spec");
        Rule.all(TARGETS, policy.spec().targetRefs(), spec.field("targetRefs"), complaints);
        SharedRules.validation(policy.spec().validation(), spec.field("validation"), complaints);
    }

    static void check(XBackendTrafficPolicy policy, Complaints complaints) {
        FieldPath spec = FieldPath.ROOT.field("spec");
        FieldPath retry = spec.field("retryConstraint");
        Optional<RetryConstraint> constraint = policy.spec().retryConstraint();
        Rule.all(BUDGET, constraint.map(RetryConstraint::budget), retry.field("budget"), complaints);
        Rule.all(RATE, constraint.map(RetryConstraint::minRetryRate), retry.field("minRetryRate"), complaints);
        Rule.all(SharedRules.SESSION, policy.spec().sessionPersistence(), spec.field("sessionPersistence"), complaints);
    }

    private static List<String> target(LocalPolicyTargetReferenceWithSectionName target) {
        return List.of(target.group(), target.kind(), target.name());
    }
}
