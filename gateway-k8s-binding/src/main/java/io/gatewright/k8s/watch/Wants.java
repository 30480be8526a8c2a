package io.gatewright.k8s.watch;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.Kind;
import io.gatewright.model.gateway.FrontendTlsValidation;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.gateway.Listener;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.gateway.TlsConfig;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.BackendTlsPolicy;
import io.gatewright.model.policy.BackendTlsPolicyValidation;
import io.gatewright.model.policy.XBackend;
import io.gatewright.model.policy.XTelemetryPolicy;
import io.gatewright.model.route.BackendObjectReference;
import io.gatewright.model.route.BackendRef;
import io.gatewright.model.route.GrpcRoute;
import io.gatewright.model.route.GrpcRouteFilter;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.HttpRouteFilter;
import io.gatewright.model.route.TcpRoute;
import io.gatewright.model.route.TlsRoute;
import io.gatewright.model.route.UdpRoute;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which objects an object refers to, of those that are not watched everywhere: what must be seen to judge it. */
final class Wants {
    private final String namespace;
    private final Set<ObjectRef> refs = new HashSet<>();

    private Wants(String namespace) {
        this.namespace = namespace;
    }

    /** The references of one object; whether they are permitted is not asked here. */
    static Set<ObjectRef> of(ApiObject object) {
        Wants wants = new Wants(object.ref().namespace());
        if (object instanceof Gateway gateway) {
            wants.gateway(gateway);
        } else if (object instanceof ListenerSet set) {
            wants.listeners(set.spec().listeners());
        } else if (object instanceof HttpRoute route) {
            route.spec().rules().forEach(rule -> {
                wants.http(rule.filters());
                rule.backendRefs().forEach(backend -> {
                    wants.backend(backend);
                    wants.http(backend.filters());
                });
            });
        } else if (object instanceof GrpcRoute route) {
            route.spec().rules().forEach(rule -> {
                wants.grpc(rule.filters());
                rule.backendRefs().forEach(backend -> {
                    wants.backend(backend);
                    wants.grpc(backend.filters());
                });
            });
        } else if (object instanceof TlsRoute route) {
            route.spec().rules().forEach(rule -> rule.backendRefs().forEach(wants::backend));
        } else if (object instanceof TcpRoute route) {
            route.spec().rules().forEach(rule -> rule.backendRefs().forEach(wants::backend));
        } else if (object instanceof UdpRoute route) {
            route.spec().rules().forEach(rule -> rule.backendRefs().forEach(wants::backend));
        } else if (object instanceof BackendTlsPolicy policy) {
            wants.trust(policy.spec().validation());
        } else if (object instanceof XBackend backend) {
            backend.spec().tls().clientCertificateRef().ifPresent(ref -> wants.add(ref.refFrom(wants.namespace)));
            backend.spec().tls().validation().ifPresent(wants::trust);
        } else if (object instanceof XTelemetryPolicy policy) {
            policy.spec()
                    .tracing()
                    .flatMap(tracing -> tracing.provider())
                    .ifPresent(provider -> wants.backend(provider.backendRef()));
        } else if (object instanceof GatewayClass) {
            return Set.of();
        }
        return Set.copyOf(wants.refs);
    }

    private void gateway(Gateway gateway) {
        listeners(gateway.spec().listeners());
        gateway.spec().tls().ifPresent(tls -> {
            tls.backend()
                    .flatMap(backend -> backend.clientCertificateRef())
                    .ifPresent(ref -> add(ref.refFrom(namespace)));
            tls.frontend()
                    .ifPresent(frontend -> Stream.concat(
                                    Stream.of(frontend.defaultConfig()),
                                    frontend.perPort().stream().map(port -> port.tls()))
                            .flatMap((TlsConfig config) -> config.validation().stream())
                            .flatMap((FrontendTlsValidation validation) -> validation.caCertificateRefs().stream())
                            .forEach(ref -> add(ref.refFrom(namespace))));
        });
    }

    private void listeners(List<Listener> listeners) {
        listeners.forEach(listener ->
                listener.tls().ifPresent(tls -> tls.certificateRefs().forEach(ref -> add(ref.refFrom(namespace)))));
    }

    private void http(List<HttpRouteFilter> filters) {
        filters.forEach(filter -> {
            filter.requestMirror().ifPresent(mirror -> backend(mirror.backendRef()));
            filter.externalAuth().ifPresent(auth -> backend(auth.backendRef()));
        });
    }

    private void grpc(List<GrpcRouteFilter> filters) {
        filters.forEach(filter -> filter.requestMirror().ifPresent(mirror -> backend(mirror.backendRef())));
    }

    private void trust(BackendTlsPolicyValidation validation) {
        validation
                .caCertificateRefs()
                .forEach(ref -> add(new ObjectRef(ref.group(), ref.kind(), namespace, ref.name())));
    }

    private void backend(BackendRef backend) {
        add(backend.refFrom(namespace));
    }

    private void backend(BackendObjectReference backend) {
        add(backend.refFrom(namespace));
    }

    private void add(ObjectRef ref) {
        // everything else is watched everywhere, or is of no kind that can be referred to
        if (ref.group().isEmpty() && !ref.namespace().isEmpty()) {
            refs.add(ref);
        }
    }

    /** Kinds whose objects are looked at one by one, and only when something of ours names them. */
    static boolean byName(Kind<?> kind) {
        return kind.name().equals("Secret") || kind.name().equals("ConfigMap");
    }
}
