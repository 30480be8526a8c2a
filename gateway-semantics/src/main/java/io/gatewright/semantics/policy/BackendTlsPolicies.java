package io.gatewright.semantics.policy;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.LocalPolicyTargetReferenceWithSectionName;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** All BackendTLSPolicies (GEP-1897): which one governs a Service's port, and what is wrong with each. */
public final class BackendTlsPolicies {
    private final Targets<BackendTlsPolicy> targets = new Targets<>();
    private final Map<ObjectRef, TlsPolicyNode> nodes = new TreeMap<>();

    private BackendTlsPolicies() {}

    /** All policies, each with its node. */
    public static BackendTlsPolicies of(List<TlsPolicyNode> nodes) {
        BackendTlsPolicies policies = new BackendTlsPolicies();
        for (TlsPolicyNode node : nodes) {
            BackendTlsPolicy policy = node.policy();
            policies.nodes.put(policy.ref(), node);
            for (LocalPolicyTargetReferenceWithSectionName target :
                    policy.spec().targetRefs()) {
                policies.targets.add(target.refFrom(policy.ref().namespace()), target.sectionName(), policy);
            }
        }
        return policies;
    }

    /** The policy in force at a Service's port: one for the port by name comes before one for the whole Service. */
    public Optional<TlsPolicyNode> inForce(ObjectRef service, Optional<String> portName) {
        return targets.inForce(service, portName).map(this::node);
    }

    /** All that policies aim at, in order. */
    public Set<ObjectRef> targets() {
        return Collections.unmodifiableSet(targets.all());
    }

    /** All policies that aim at a Service or one of its ports, whether they win or lose. */
    public List<TlsPolicyNode> aimingAt(ObjectRef service) {
        return targets.aimingAt(service).stream().map(this::node).toList();
    }

    /** All policies. */
    public List<TlsPolicyNode> all() {
        return List.copyOf(nodes.values());
    }

    /** Names the Services that policies aim or aimed at which are not as they were; some more than once. */
    public void targetsSince(BackendTlsPolicies before, Consumer<ObjectRef> changed) {
        if (this == before) {
            return;
        }
        nodes.forEach((ref, node) -> {
            TlsPolicyNode old = before.nodes.get(ref);
            if (!node.equals(old)) {
                targets(node, changed);
            }
        });
        before.nodes.forEach((ref, old) -> {
            if (!old.equals(nodes.get(ref))) {
                targets(old, changed);
            }
        });
    }

    private static void targets(TlsPolicyNode node, Consumer<ObjectRef> targets) {
        node.policy()
                .spec()
                .targetRefs()
                .forEach(target ->
                        targets.accept(target.refFrom(node.policy().ref().namespace())));
    }

    /** The conflict that a policy loses at a Service, if it does. */
    public Optional<Finding> conflict(TlsPolicyNode node, ObjectRef service) {
        BackendTlsPolicy policy = node.policy();
        for (int i = 0; i < policy.spec().targetRefs().size(); i++) {
            LocalPolicyTargetReferenceWithSectionName target =
                    policy.spec().targetRefs().get(i);
            if (target.refFrom(policy.ref().namespace()).equals(service)) {
                Optional<BackendTlsPolicy> winner = targets.winnerOver(policy, service, target.sectionName());
                if (winner.isPresent()) {
                    return Optional.of(new Finding(
                            policy.ref(),
                            "spec.targetRefs[" + i + "]",
                            Reason.POLICY_CONFLICTED,
                            winner.get().ref() + " is older and aims at the same target: remove one of them"));
                }
            }
        }
        return Optional.empty();
    }

    /** Everything that is wrong with policies, the conflicts that they lose included. */
    public List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        for (TlsPolicyNode node : nodes.values()) {
            all.addAll(node.findings());
            node.policy().spec().targetRefs().stream()
                    .map(target -> target.refFrom(node.policy().ref().namespace()))
                    .distinct()
                    .forEach(service -> conflict(node, service).ifPresent(all::add));
        }
        return all;
    }

    private TlsPolicyNode node(BackendTlsPolicy policy) {
        TlsPolicyNode node = nodes.get(policy.ref());
        if (node == null) {
            throw new IllegalStateException("policy without node: " + policy.ref());
        }
        return node;
    }
}
