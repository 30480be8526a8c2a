package io.gatewright.semantics.reference;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Bytes;
import io.gatewright.model.core.ClusterTrustBundle;
import io.gatewright.model.core.ConfigMap;
import io.gatewright.model.core.Kind;
import io.gatewright.model.core.Secret;
import io.gatewright.model.core.Service;
import io.gatewright.model.core.ServicePort;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.route.BackendObjectReference;
import io.gatewright.semantics.reference.Resolution.Cause;
import io.gatewright.semantics.reference.Resolution.Refused;
import io.gatewright.semantics.reference.Resolution.Resolved;
import java.util.Comparator;
import java.util.Optional;

/**
 * Follows references. {@link #follow} is the one place that decides kind, consent and existence, in this order; everything
 * else here looks into the object that it found.
 */
public final class References {
    private final Lookup lookup;

    /**
     * Follows references in one world.
     *
     * @param lookup remembers what was read
     */
    public References(Lookup lookup) {
        this.lookup = lookup;
    }

    /**
     * From {@code from} to an object of one kind.
     *
     * @param from the object whose field refers; its group, kind and namespace need the consent
     * @param to what the field names, its namespace already defaulted
     * @param kind the kind that the field may name
     */
    public <T extends ApiObject> Resolution<T> follow(ObjectRef from, ObjectRef to, Kind<T> kind) {
        if (!to.groupKind().equals(kind.groupKind())) {
            return new Refused<>(
                    Cause.WRONG_KIND,
                    "`" + to.groupKind() + "` cannot be referred to here: expected `" + kind.groupKind() + "`");
        }
        ObjectRef target = kind.ref(to.namespace(), to.name());
        if (!lookup.permits(from, target)) {
            return new Refused<>(
                    Cause.NOT_PERMITTED,
                    target + ": reference not permitted: add a ReferenceGrant in namespace `" + target.namespace()
                            + "` from " + from.kind() + " in `" + from.namespace() + "`");
        }
        Optional<T> found = lookup.get(kind, target.namespace(), target.name());
        return found.<Resolution<T>>map(Resolved::new)
                .orElseGet(() -> new Refused<>(Cause.NOT_FOUND, target + ": not found"));
    }

    /**
     * A backend of a route: a Service at one of its ports, or an XBackend of the same namespace.
     *
     * @param transport {@code TCP} or {@code UDP}: which port is meant where a Service has the number for both
     */
    public Resolution<ResolvedBackend> backend(ObjectRef from, BackendObjectReference reference, String transport) {
        ObjectRef to = reference.refFrom(from.namespace());
        if (to.groupKind().equals(XBackend.KIND.groupKind())) {
            return xbackend(from, to, reference);
        }
        return follow(from, to, Service.KIND).then(service -> servicePort(service, reference.port(), transport));
    }

    private Resolution<ResolvedBackend> xbackend(ObjectRef from, ObjectRef to, BackendObjectReference reference) {
        if (!to.namespace().equals(from.namespace())) {
            // GEP-4894: same namespace only, so no grant can help
            return new Refused<>(Cause.NOT_PERMITTED, to + ": an XBackend can be used in its own namespace only");
        }
        if (reference.port().isPresent()) {
            return new Refused<>(
                    Cause.MALFORMED,
                    to + ": a reference to an XBackend has no port: remove `port`, the XBackend has its own");
        }
        return follow(from, to, XBackend.KIND).then(xbackend -> {
            Optional<Integer> port = xbackend.spec().port().number();
            if (port.isEmpty()) {
                return new Refused<>(Cause.NOT_FOUND, to + ": has no `spec.port.number`");
            }
            return new Resolved<>(new ResolvedBackend(
                    xbackend.ref(),
                    port.get(),
                    Optional.empty(),
                    ServicePort.TCP,
                    Optional.empty(),
                    Optional.of(xbackend)));
        });
    }

    private static Resolution<ResolvedBackend> servicePort(Service service, Optional<Integer> port, String transport) {
        ObjectRef ref = service.ref();
        if (service.spec().externalName().isPresent() || service.spec().type().equals("ExternalName")) {
            // an ExternalName lets a tenant point the gateway at any host (CVE-2021-25740)
            return new Refused<>(
                    Cause.NOT_FOUND,
                    ref + ": a Service of type ExternalName is no backend: use an XBackend of type ExternalHostname");
        }
        if (port.isEmpty()) {
            return new Refused<>(Cause.NOT_FOUND, ref + ": the reference has no port: a Service needs one");
        }
        return service.spec().ports().stream()
                .filter(candidate -> candidate.port() == port.get())
                .min(Comparator.comparing(candidate -> !candidate.protocol().equals(transport)))
                .<Resolution<ResolvedBackend>>map(found -> new Resolved<>(new ResolvedBackend(
                        ref, found.port(), found.name(), found.protocol(), found.appProtocol(), Optional.empty())))
                .orElseGet(() -> new Refused<>(
                        Cause.NOT_FOUND,
                        ref + ": has no port " + port.get() + ": its ports are "
                                + service.spec().ports().stream()
                                        .map(ServicePort::port)
                                        .toList()));
    }

    /** A Secret that holds a certificate chain ({@code tls.crt}) and its private key ({@code tls.key}). */
    public Resolution<Secret> certificate(ObjectRef from, ObjectRef to) {
        return follow(from, to, Secret.KIND).then(secret -> {
            String chain = secret.get(Secret.TLS_CERTIFICATE).map(Bytes::utf8).orElse("");
            String key = secret.get(Secret.TLS_PRIVATE_KEY).map(Bytes::utf8).orElse("");
            if (chain.isBlank() || key.isBlank()) {
                return new Refused<>(
                        Cause.MALFORMED, secret.ref() + ": expected the keys `tls.crt` and `tls.key` with PEM text");
            }
            if (!Pem.certificates(chain)) {
                return new Refused<>(Cause.MALFORMED, secret.ref() + ": `tls.crt` holds no readable PEM certificate");
            }
            if (!Pem.privateKey(key)) {
                return new Refused<>(Cause.MALFORMED, secret.ref() + ": `tls.key` holds no readable PEM private key");
            }
            if (Pem.mismatch(chain, key)) {
                return new Refused<>(
                        Cause.MALFORMED,
                        secret.ref() + ": `tls.key` is not the key of the certificate in `tls.crt`: take both from one"
                                + " issue");
            }
            return new Resolved<>(secret);
        });
    }

    /**
     * Certificate authorities: a ConfigMap with {@code ca.crt} (in {@code data} or {@code binaryData}), or a
     * ClusterTrustBundle, which has no namespace and needs no grant (GEP-5075).
     */
    public Resolution<CaBundle> authorities(ObjectRef from, ObjectRef to) {
        if (to.groupKind().equals(ClusterTrustBundle.KIND.groupKind())) {
            return follow(from, ClusterTrustBundle.KIND.ref("", to.name()), ClusterTrustBundle.KIND)
                    .then(bundle -> bundle(bundle.ref(), bundle.spec().trustBundle(), "spec.trustBundle"));
        }
        return follow(from, to, ConfigMap.KIND).then(map -> {
            String pem = Optional.ofNullable(map.data().get("ca.crt"))
                    .or(() ->
                            Optional.ofNullable(map.binaryData().get("ca.crt")).map(Bytes::utf8))
                    .orElse("");
            return bundle(map.ref(), pem, "ca.crt");
        });
    }

    private static Resolution<CaBundle> bundle(ObjectRef source, String pem, String where) {
        return Pem.certificates(pem)
                ? new Resolved<>(new CaBundle(source, pem))
                : new Refused<>(Cause.MALFORMED, source + ": `" + where + "` holds no readable PEM certificate");
    }

    /** The objects behind, for look-ups that are no references. */
    public Lookup lookup() {
        return lookup;
    }
}
