package io.gatewright.semantics.topology;

/** Further documents for {@link TopologyProperties}: what is rare, and what is told apart by little. */
final class TopologyEdges {
    private TopologyEdges() {}

    /** A Gateway that cannot have its address, one whose listeners change places and ports, sets whose order changes. */
    static final String GATEWAYS = """
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: gw, namespace: infra},
             spec: {gatewayClassName: more, addresses: [{type: IPAddress, routability: Private}],
               allowedListeners: {namespaces: {from: All}}, listeners: [
               {name: all, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: gw, namespace: infra},
             spec: {gatewayClassName: ours, defaultScope: All, allowedListeners: {namespaces: {
                 from: Selector, selector: {matchLabels: {team: red}}}}, listeners: [
               {name: team, port: 80, protocol: HTTP, hostname: "*.x.example.com", allowedRoutes: {namespaces: {from: All}}},
               {name: exact, port: 82, protocol: HTTP, hostname: a.x.example.com, allowedRoutes: {namespaces: {from: All}}},
               {name: all, port: 81, protocol: HTTP, hostname: "*.com", allowedRoutes: {namespaces: {from: All}}}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: gw, namespace: infra},
             spec: {gatewayClassName: ours, allowedListeners: {namespaces: {from: All}}, listeners: [
               {name: all, port: 80, protocol: HTTP, hostname: "*.com", allowedRoutes: {namespaces: {from: All}}},
               {name: exact, port: 81, protocol: HTTP, hostname: example.com, allowedRoutes: {namespaces: {from: All}}},
               {name: team, port: 80, protocol: HTTP, hostname: "*.example.com", allowedRoutes: {
                 kinds: [{kind: GRPCRoute}], namespaces: {from: All}}},
               {name: udp, port: 53, protocol: UDP, allowedRoutes: {namespaces: {from: All}}},
               {name: tcp, port: 53, protocol: TCP, allowedRoutes: {namespaces: {from: All}}}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: ListenerSet,
             metadata: {name: less, namespace: infra, creationTimestamp: "2026-01-02T00:00:00Z"},
             spec: {parentRef: {name: gw}, listeners: [{name: x, port: 80, protocol: HTTP, hostname: x.example.com}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: ListenerSet, metadata: {name: less, namespace: infra},
             spec: {parentRef: {kind: Mesh, name: gw}, listeners: [{name: x, port: 80, protocol: HTTP, hostname: x.example.com}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: ListenerSet,
             metadata: {name: more, namespace: team, creationTimestamp: "2026-01-01T00:00:00Z"},
             spec: {parentRef: {name: gw, namespace: infra}, listeners: [
               {name: z, port: 82, protocol: HTTP, hostname: "*.example.com"},
               {name: x, port: 80, protocol: HTTP, hostname: x.example.com}]}}
            """;

    /** Hosts with wildcards on either side, several parentRefs to one parent, names beside default Gateways. */
    static final String ROUTES = """
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: team},
             spec: {parentRefs: [{name: gw, namespace: infra, sectionName: exact}, {name: gw, namespace: infra, port: 80},
                                 {name: gw, namespace: infra, sectionName: gone}],
              hostnames: ["*.x.example.com", example.com], rules: [{backendRefs: [{name: a, port: 80}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: s, namespace: team},
             spec: {useDefaultGateways: All, parentRefs: [{name: gw, namespace: infra, sectionName: team}],
              hostnames: ["*.example.com", b.a.x.example.com], rules: [{backendRefs: [{name: a, port: 80}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: u, namespace: other},
             spec: {parentRefs: [{name: gw, namespace: infra}], hostnames: ["*.com", a.x.example.com],
              rules: [{backendRefs: [{name: b, port: 80}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: TLSRoute, metadata: {name: l, namespace: team},
             spec: {parentRefs: [{name: gw, namespace: infra}, {name: open}], hostnames: [x.example.com],
              rules: [{backendRefs: [{name: a, port: 80}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: TCPRoute, metadata: {name: t, namespace: team},
             spec: {parentRefs: [{name: gw, namespace: infra, sectionName: tcp}], rules: [{backendRefs: [{name: a, port: 80}]}]}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: UDPRoute, metadata: {name: d, namespace: team},
             spec: {parentRefs: [{name: gw, namespace: infra, port: 53}], rules: [{backendRefs: [{name: a, port: 80}]}]}}
            """;

    /** Ports and protocols of one number, policies that win and lose, slices that serve two backends or change theirs. */
    static final String OTHERS = """
            ---
            {apiVersion: v1, kind: Service, metadata: {name: a, namespace: team}, spec: {ports: [
              {name: d, port: 80, protocol: UDP}, {name: http, port: 80, appProtocol: kubernetes.io/wss}]}}
            ---
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4,
             metadata: {name: a-1, namespace: team, labels: {kubernetes.io/service-name: b, side: left}},
             ports: [{name: http, port: 8082}, {name: d, port: 5353, protocol: UDP}], endpoints: [{addresses: [127.0.0.4]}]}
            ---
            {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4,
             metadata: {name: a-2, namespace: team, labels: {kubernetes.io/service-name: a, side: left}},
             ports: [{name: d, port: 5353, protocol: UDP}], endpoints: [{addresses: [127.0.0.5]}]}
            ---
            {apiVersion: gateway.networking.x-k8s.io/v1alpha1, kind: XBackend, metadata: {name: x, namespace: team},
             spec: {type: EndpointSelector, endpointSelector: {matchLabels: {side: left}}, port: {number: 443},
              tls: {mode: ClientAndServer, clientCertificateRef: {name: cert}, validation: {hostname: x, wellKnownCACertificates: System}}}}
            ---
            {apiVersion: gateway.networking.k8s.io/v1, kind: BackendTLSPolicy,
             metadata: {name: o, namespace: team, creationTimestamp: "2026-01-01T00:00:00Z"},
             spec: {targetRefs: [{group: "", kind: Service, name: a, sectionName: http}], validation: {hostname: b,
              wellKnownCACertificates: System}}}
            ---
            {apiVersion: gateway.networking.x-k8s.io/v1alpha1, kind: XBackendTrafficPolicy,
             metadata: {name: w, namespace: team, creationTimestamp: "2026-01-01T00:00:00Z"},
             spec: {targetRefs: [{group: "", kind: Service, name: a}], retryConstraint: {budget: {percent: 20, interval: 2s}}}}
            ---
            {apiVersion: gateway.networking.x-k8s.io/v1alpha1, kind: XTelemetryPolicy, metadata: {name: o, namespace: infra},
             spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: gw}], tracing: {mode: Disabled,
              provider: {type: Generic, backendRef: {name: a, port: 80}}}}}
            """;
}
