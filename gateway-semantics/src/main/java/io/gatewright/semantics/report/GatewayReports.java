package io.gatewright.semantics.report;

import io.gatewright.model.gateway.GatewaySpecAddress;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.listener.ListenerNode;
import io.gatewright.semantics.listener.ListenerSetNode;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.topology.ClassNode;
import io.gatewright.semantics.topology.GatewayNode;
import io.gatewright.semantics.topology.Topology;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The status of GatewayClass, Gateway and ListenerSet. */
final class GatewayReports {
    private final Topology topology;

    GatewayReports(Topology topology) {
        this.topology = topology;
    }

    ObjectReport of(ClassNode node) {
        long generation = node.gatewayClass().metadata().observableGeneration();
        Conditions conditions = new Conditions(generation)
                .unless(ConditionType.ACCEPTED, node.findings(), "GatewayClass is accepted")
                .unless(
                        ConditionType.SUPPORTED_VERSION,
                        node.findings(),
                        "the Gateway API version of the cluster is supported");
        return new ObjectReport(
                node.gatewayClass().ref(),
                generation,
                conditions.list(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                topology.settings().supportedFeatures(),
                OptionalInt.empty());
    }

    /** @param listeners of this Gateway */
    ObjectReport of(GatewayNode node, ListenerReports listeners, Optional<Ack> ack) {
        long generation = node.gateway().metadata().observableGeneration();
        List<AddressReport> addresses = addresses(ack);
        Conditions conditions = new Conditions(generation);
        accepted(node, listeners, conditions);
        programmed(node, ack, listeners, addresses, conditions);
        resolved(node, conditions);
        conditions.onlyIf(ConditionType.INSECURE_FRONTEND_VALIDATION_MODE, node.findings());
        if (node.defaultGateway()) {
            conditions.isTrue(ConditionType.DEFAULT_GATEWAY, "Gateway has default scope `All`");
        }
        int sets = (int) node.listeners().sets().stream()
                .filter(set -> node.listeners().of(set.set().ref()).stream().anyMatch(listeners::servable))
                .count();
        return new ObjectReport(
                node.gateway().ref(),
                generation,
                conditions.list(),
                listeners.of(node.own(), generation),
                List.of(),
                List.of(),
                addresses,
                List.of(),
                OptionalInt.of(sets));
    }

    private static void accepted(GatewayNode node, ListenerReports listeners, Conditions conditions) {
        ConditionType type = ConditionType.ACCEPTED;
        List<ListenerNode> bad = node.own().stream()
                .filter(listener -> !listeners.accepted(listener))
                .toList();
        if (!node.valid() || bad.isEmpty()) {
            conditions.unless(type, node.findings(), "Gateway is accepted");
            return;
        }
        String message = "not valid: " + names(bad) + "; accepted: "
                + names(node.own().stream().filter(listeners::accepted).toList());
        if (node.listeners().listeners().stream().anyMatch(listeners::accepted)) {
            conditions.isTrue(type, Conditions.LISTENERS_NOT_VALID, message);
        } else {
            conditions.isFalse(type, Conditions.LISTENERS_NOT_VALID, message);
        }
    }

    private static String names(List<ListenerNode> nodes) {
        return nodes.isEmpty()
                ? "none"
                : nodes.stream().map(node -> "`" + node.spec().name() + "`").collect(Collectors.joining(", "));
    }

    private static void programmed(
            GatewayNode node,
            Optional<Ack> ack,
            ListenerReports listeners,
            List<AddressReport> addresses,
            Conditions conditions) {
        ConditionType type = ConditionType.PROGRAMMED;
        if (!node.accepted()) {
            conditions.isFalse(type, Conditions.INVALID, "the Gateway is not accepted, so nothing is served");
            return;
        }
        Optional<Finding> noAddress = Conditions.first(type, node.findings());
        if (noAddress.isPresent()) {
            conditions.isFalse(
                    type, noAddress.get().reason().text(), noAddress.get().message());
            return;
        }
        if (ack.isEmpty()) {
            conditions.isUnknown(type, "waiting for the data plane");
            return;
        }
        Optional<Ack.Problem> nothing = ack.get().problems().stream()
                .filter(problem -> problem.entry().equals(Ack.WHOLE_GATEWAY))
                .findFirst();
        if (nothing.isPresent()) {
            conditions.isFalse(type, nothing.get().reason(), nothing.get().message());
            return;
        }
        Optional<String> unusable = node.gateway().spec().addresses().stream()
                .filter(wanted -> wanted.value()
                        .filter(value ->
                                !value.isEmpty() && !addresses.contains(new AddressReport(wanted.type(), value)))
                        .isPresent())
                .flatMap(wanted -> wanted.value().stream())
                .findFirst();
        if (unusable.isPresent()) {
            conditions.isFalse(
                    type,
                    "AddressNotUsable",
                    "address `" + unusable.get()
                            + "` cannot be bound: use one that this machine or cluster has, or remove it");
        } else if (node.listeners().listeners().stream().noneMatch(listeners::programmed)
                && node.listeners().listeners().stream().anyMatch(listeners::awaited)) {
            conditions.isUnknown(type, "waiting for the data plane");
        } else if (node.listeners().listeners().stream().noneMatch(listeners::programmed)) {
            conditions.isFalse(type, Conditions.INVALID, "no listener is served: see the conditions of the listeners");
        } else if (addresses.isEmpty()) {
            conditions.isFalse(type, "AddressNotAssigned", "no address is assigned yet");
        } else {
            conditions.isTrue(type, "Gateway is served");
        }
    }

    private static void resolved(GatewayNode node, Conditions conditions) {
        ConditionType type = ConditionType.RESOLVED_REFS;
        List<ListenerNode> unresolved =
                node.own().stream().filter(listener -> !listener.resolved()).toList();
        if (node.clientCertificateRefusal().isEmpty() && !unresolved.isEmpty()) {
            conditions.isFalse(type, "ListenersNotResolved", "unresolved references: " + names(unresolved));
        } else {
            conditions.unless(type, node.findings(), "all references are resolved");
        }
    }

    private static List<AddressReport> addresses(Optional<Ack> ack) {
        return ack.map(Ack::bound).orElse(List.of()).stream()
                .map(Ack.Bound::address)
                .filter(address -> !address.isEmpty())
                .distinct()
                .sorted()
                .map(address -> new AddressReport(
                        isIp(address) ? GatewaySpecAddress.IP_ADDRESS : GatewaySpecAddress.HOSTNAME, address))
                .toList();
    }

    /** Text that is no IP address is a host name: data planes give one of the two. */
    private static boolean isIp(String address) {
        return address.indexOf(':') >= 0
                || address.chars().allMatch(character -> character == '.' || Character.isDigit(character));
    }

    /** @param listeners of its Gateway */
    ObjectReport of(GatewayNode gateway, ListenerSetNode node, ListenerReports listeners) {
        ObjectRef ref = node.set().ref();
        long generation = node.set().metadata().observableGeneration();
        Conditions conditions = new Conditions(generation);
        Optional<Finding> refusal = node.findings().stream().findFirst();
        List<ListenerNode> own = gateway.listeners().of(ref);
        if (refusal.isPresent()) {
            both(conditions, refusal.get().reason().text(), refusal.get().message());
        } else if (!gateway.valid()) {
            conditions.isFalse(ConditionType.ACCEPTED, "ParentNotAccepted", "its Gateway is not accepted");
            conditions.isFalse(ConditionType.PROGRAMMED, "ParentNotProgrammed", "its Gateway is not accepted");
        } else if (own.stream().noneMatch(listeners::servable)) {
            both(
                    conditions,
                    Conditions.LISTENERS_NOT_VALID,
                    "no listener is valid: see the conditions of the listeners");
        } else {
            List<ListenerNode> bad = own.stream()
                    .filter(listener -> !listeners.servable(listener))
                    .toList();
            if (bad.isEmpty()) {
                conditions.isTrue(ConditionType.ACCEPTED, "ListenerSet is accepted");
            } else {
                conditions.isTrue(ConditionType.ACCEPTED, Conditions.LISTENERS_NOT_VALID, "not valid: " + names(bad));
            }
            if (own.stream().anyMatch(listeners::programmed)) {
                conditions.isTrue(ConditionType.PROGRAMMED, "ListenerSet is served");
            } else if (own.stream().anyMatch(listeners::awaited)) {
                conditions.isUnknown(ConditionType.PROGRAMMED, "waiting for the data plane");
            } else {
                conditions.isFalse(
                        ConditionType.PROGRAMMED, Conditions.INVALID, "no listener is served: see their conditions");
            }
        }
        return new ObjectReport(
                ref,
                generation,
                conditions.list(),
                listeners.of(own, generation),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                OptionalInt.empty());
    }

    private static void both(Conditions conditions, String reason, String message) {
        conditions.isFalse(ConditionType.ACCEPTED, reason, message);
        conditions.isFalse(ConditionType.PROGRAMMED, reason, message);
    }
}
