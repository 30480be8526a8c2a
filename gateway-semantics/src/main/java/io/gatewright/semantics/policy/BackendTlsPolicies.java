package io.gatewright.semantics.policy;

import io.gatewright.model.core.Service;
import io.gatewright.model.core.ServicePort;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.BackendTlsPolicyValidation;
import io.gatewright.model.policy.LocalPolicyTargetReferenceWithSectionName;
import io.gatewright.model.route.LocalObjectReference;
import io.gatewright.model.world.World;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import io.gatewright.semantics.reference.CaBundle;
import io.gatewright.semantics.reference.References;
import io.gatewright.semantics.reference.Resolution;
import io.gatewright.semantics.reference.Resolution.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All BackendTLSPolicies (GEP-1897): which one governs a Service's port, and what is wrong with each. */
public final class BackendTlsPolicies {
    private final Targets<BackendTlsPolicy> targets = new Targets<>();
    private final Map<ObjectRef, TlsPolicyNode> nodes = new TreeMap<>();

    private BackendTlsPolicies() {}

    public static BackendTlsPolicies of(World world, References references) {
        BackendTlsPolicies policies = new BackendTlsPolicies();
        for (BackendTlsPolicy policy : world.all(BackendTlsPolicy.KIND)) {
            policies.nodes.put(policy.ref(), check(references, policy));
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

    /** All policies that aim at a Service or one of its ports, whether they win or lose. */
    public List<TlsPolicyNode> aimingAt(ObjectRef service) {
        return targets.aimingAt(service).stream().map(this::node).toList();
    }

    /** All policies. */
    public List<TlsPolicyNode> all() {
        return List.copyOf(nodes.values());
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

    private TlsPolicyNode node(BackendTlsPolicy policy) {
        TlsPolicyNode node = nodes.get(policy.ref());
        if (node == null) {
            throw new IllegalStateException("policy without node: " + policy.ref());
        }
        return node;
    }

    private static TlsPolicyNode check(References references, BackendTlsPolicy policy) {
        List<Finding> findings = new ArrayList<>();
        checkTargets(references, policy, findings);
        List<CaBundle> authorities = new ArrayList<>();
        BackendTlsPolicyValidation validation = policy.spec().validation();
        Optional<String> wellKnown = validation.wellKnownCACertificates().filter(value -> !value.isEmpty());
        if (wellKnown.isPresent()) {
            if (!wellKnown.get().equals(BackendTlsPolicyValidation.SYSTEM)) {
                findings.add(new Finding(
                        policy.ref(),
                        "spec.validation.wellKnownCACertificates",
                        Reason.POLICY_INVALID,
                        "`" + wellKnown.get() + "` is not supported: expected System"));
            }
        } else {
            resolve(references, policy, authorities, findings);
        }
        return new TlsPolicyNode(policy, authorities, findings);
    }

    private static void resolve(
            References references, BackendTlsPolicy policy, List<CaBundle> authorities, List<Finding> findings) {
        List<LocalObjectReference> refs = policy.spec().validation().caCertificateRefs();
        for (int i = 0; i < refs.size(); i++) {
            Resolution<CaBundle> resolution = references.authorities(
                    policy.ref(), refs.get(i).refFrom(policy.ref().namespace()));
            resolution.value().ifPresent(authorities::add);
            String field = "spec.validation.caCertificateRefs[" + i + "]";
            resolution
                    .refusal()
                    .ifPresent(refused -> findings.add(new Finding(
                            policy.ref(),
                            field,
                            refused.cause() == Cause.WRONG_KIND
                                    ? Reason.INVALID_KIND
                                    : Reason.INVALID_CA_CERTIFICATE_REF,
                            refused.message())));
        }
        if (authorities.isEmpty()) {
            findings.add(new Finding(
                    policy.ref(),
                    "spec.validation",
                    Reason.NO_VALID_CA_CERTIFICATE,
                    "no certificate authority could be resolved: the backend cannot be verified, so nothing is sent"));
        }
    }

    private static void checkTargets(References references, BackendTlsPolicy policy, List<Finding> findings) {
        for (int i = 0; i < policy.spec().targetRefs().size(); i++) {
            LocalPolicyTargetReferenceWithSectionName target =
                    policy.spec().targetRefs().get(i);
            String field = "spec.targetRefs[" + i + "]";
            Resolution<Service> service =
                    references.follow(policy.ref(), target.refFrom(policy.ref().namespace()), Service.KIND);
            service.refusal()
                    .ifPresent(refused ->
                            findings.add(new Finding(policy.ref(), field, Reason.TARGET_NOT_FOUND, refused.message())));
            service.value().ifPresent(found -> checkSection(policy, target, found, field, findings));
        }
    }

    private static void checkSection(
            BackendTlsPolicy policy,
            LocalPolicyTargetReferenceWithSectionName target,
            Service service,
            String field,
            List<Finding> findings) {
        List<ServicePort> aimed = service.spec().ports().stream()
                .filter(port -> target.sectionName().isEmpty() || port.name().equals(target.sectionName()))
                .toList();
        if (target.sectionName().isPresent() && aimed.isEmpty()) {
            findings.add(new Finding(
                    policy.ref(),
                    field + ".sectionName",
                    Reason.TARGET_NOT_FOUND,
                    service.ref() + " has no port named `"
                            + target.sectionName().get() + "`"));
        } else if (!aimed.isEmpty()
                && aimed.stream().allMatch(port -> port.protocol().equals(ServicePort.UDP))) {
            findings.add(new Finding(
                    policy.ref(), field, Reason.POLICY_INVALID, service.ref() + " has UDP ports only: no TLS there"));
        }
    }
}
