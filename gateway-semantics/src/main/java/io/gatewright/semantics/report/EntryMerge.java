package io.gatewright.semantics.report;

import io.gatewright.model.core.Condition;
import io.gatewright.model.gateway.ImmutableListenerStatus;
import io.gatewright.model.gateway.ImmutableRouteGroupKind;
import io.gatewright.model.gateway.ListenerStatus;
import io.gatewright.model.policy.ImmutablePolicyAncestorStatus;
import io.gatewright.model.policy.PolicyAncestorStatus;
import io.gatewright.model.route.ImmutableRouteParentStatus;
import io.gatewright.model.route.RouteParentStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Our entries into the lists of a status that several controllers share, theirs left where and as they are. */
final class EntryMerge {
    /** {@code RouteStatus.parents}; a full list leaves no room, and others' entries are not ours to drop. */
    private static final int MOST_PARENTS = 32;

    /** {@code PolicyStatus.ancestors}. */
    private static final int MOST_ANCESTORS = 16;

    private EntryMerge() {}

    static List<ListenerStatus> listeners(List<ListenerStatus> current, List<ListenerReport> wanted, Instant now) {
        List<ListenerStatus> merged = new ArrayList<>();
        for (ListenerReport report : wanted) {
            List<Condition> old = current.stream()
                    .filter(status -> status.name().equals(report.name()))
                    .findFirst()
                    .map(ListenerStatus::conditions)
                    .orElse(List.of());
            ImmutableListenerStatus.Builder status = ImmutableListenerStatus.builder()
                    .name(report.name())
                    .attachedRoutes(report.attachedRoutes())
                    .addAllConditions(ConditionMerge.merge(old, report.conditions(), now));
            report.supportedKinds()
                    .forEach(kind -> status.addSupportedKinds(ImmutableRouteGroupKind.builder()
                            .group(kind.group())
                            .kind(kind.kind())
                            .build()));
            merged.add(status.build());
        }
        return merged;
    }

    static List<RouteParentStatus> parents(
            List<RouteParentStatus> current, List<ParentReport> wanted, String controller, Instant now) {
        List<ParentReport> open = new ArrayList<>(wanted);
        List<RouteParentStatus> merged = new ArrayList<>();
        for (RouteParentStatus old : current) {
            if (!old.controllerName().equals(controller)) {
                merged.add(old);
                continue;
            }
            take(open, report -> report.parentRef().equals(old.parentRef()))
                    .ifPresent(report -> merged.add(parent(report, old.conditions(), now)));
        }
        open.stream()
                .limit(Math.max(0, MOST_PARENTS - merged.size()))
                .forEach(report -> merged.add(parent(report, List.of(), now)));
        return merged;
    }

    static List<PolicyAncestorStatus> ancestors(
            List<PolicyAncestorStatus> current, List<ParentReport> wanted, String controller, Instant now) {
        List<ParentReport> open = new ArrayList<>(wanted);
        List<PolicyAncestorStatus> merged = new ArrayList<>();
        for (PolicyAncestorStatus old : current) {
            if (!old.controllerName().equals(controller)) {
                merged.add(old);
                continue;
            }
            take(open, report -> report.parentRef().equals(old.ancestorRef()))
                    .ifPresent(report -> merged.add(ancestor(report, old.conditions(), now)));
        }
        open.stream()
                .limit(Math.max(0, MOST_ANCESTORS - merged.size()))
                .forEach(report -> merged.add(ancestor(report, List.of(), now)));
        return merged;
    }

    private static Optional<ParentReport> take(List<ParentReport> open, Predicate<ParentReport> wanted) {
        Optional<ParentReport> found = open.stream().filter(wanted).findFirst();
        found.ifPresent(open::remove);
        return found;
    }

    private static RouteParentStatus parent(ParentReport report, List<Condition> old, Instant now) {
        return ImmutableRouteParentStatus.builder()
                .parentRef(report.parentRef())
                .controllerName(report.controllerName())
                .addAllConditions(ConditionMerge.merge(old, report.conditions(), now))
                .build();
    }

    private static PolicyAncestorStatus ancestor(ParentReport report, List<Condition> old, Instant now) {
        return ImmutablePolicyAncestorStatus.builder()
                .ancestorRef(report.parentRef())
                .controllerName(report.controllerName())
                .addAllConditions(ConditionMerge.merge(old, report.conditions(), now))
                .build();
    }
}
