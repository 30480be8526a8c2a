package io.gatewright.model.read.shape;

import static io.gatewright.model.read.shape.Shape.choice;
import static io.gatewright.model.read.shape.Shape.integer;
import static io.gatewright.model.read.shape.Shape.list;
import static io.gatewright.model.read.shape.Shape.map;
import static io.gatewright.model.read.shape.Shape.may;
import static io.gatewright.model.read.shape.Shape.need;
import static io.gatewright.model.read.shape.Shape.object;
import static io.gatewright.model.read.shape.Shape.text;
import static io.gatewright.model.read.shape.Words.CONDITIONS;
import static io.gatewright.model.read.shape.Words.CONTROLLER;
import static io.gatewright.model.read.shape.Words.GROUP;
import static io.gatewright.model.read.shape.Words.HOSTNAME;
import static io.gatewright.model.read.shape.Words.KIND;
import static io.gatewright.model.read.shape.Words.LOCAL_REF;
import static io.gatewright.model.read.shape.Words.NAME;
import static io.gatewright.model.read.shape.Words.NAMED_REF;
import static io.gatewright.model.read.shape.Words.NAMESPACE;
import static io.gatewright.model.read.shape.Words.OPTIONS;
import static io.gatewright.model.read.shape.Words.PORT;
import static io.gatewright.model.read.shape.Words.SECRET_REF;
import static io.gatewright.model.read.shape.Words.SECTION;
import static io.gatewright.model.read.shape.Words.SELECTOR;

/** GatewayClass, Gateway, ListenerSet, and XMesh, which has the fields of a class. */
final class GatewayShapes {
    private static final ListShape FEATURES =
            list(object(need("name", text()))).items(0, 64).keyed("name");

    /** Also XMesh: both have the same fields. */
    static final Shape GATEWAY_CLASS = Words.document(
            need(
                    "spec",
                    object(
                            need("controllerName", CONTROLLER),
                            may("parametersRef", NAMED_REF),
                            may("description", text().length(0, 64)))),
            may("status", object(may("conditions", CONDITIONS.items(0, 8)), may("supportedFeatures", FEATURES))));

    private static final Shape EXTERNAL_AUTH = RouteShapes.EXTERNAL_AUTH;

    private static final ObjectShape LISTENER_FILTER = object(
            need("type", choice("ExternalAuth", "ExtensionRef")),
            may("externalAuth", EXTERNAL_AUTH),
            may("extensionRef", LOCAL_REF));

    private static final ObjectShape ROUTE_KIND = object(may("group", GROUP), need("kind", KIND));

    private static ObjectShape namespaces(String... from) {
        return object(may("from", choice(from)), may("selector", SELECTOR));
    }

    /** The API does not anchor this pattern at both ends of each alternative; we accept what it accepts. */
    private static final Form PROTOCOL = Form.within(
            "`HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP`, or a domain and a name as in `example.com/proto`",
            "^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$|" + "[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9]+$");

    private static final Form ADDRESS_TYPE = Form.within(
            "`IPAddress`, `Hostname`, `NamedAddress`, or a domain and a path as in `example.com/type`",
            "^Hostname|IPAddress|NamedAddress|[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+$");

    private static final ObjectShape LISTENER_TLS = object(
            may("mode", choice("Terminate", "Passthrough")),
            may("certificateRefs", list(SECRET_REF).items(0, 64)),
            may("options", OPTIONS));

    /** Names of listeners are kept unique by a rule of its own, which says more than a list can. */
    private static final ObjectShape LISTENER = object(
            need("name", SECTION),
            may("hostname", HOSTNAME),
            need("port", PORT),
            need("protocol", text().length(1, 255).form(PROTOCOL)),
            may("tls", LISTENER_TLS),
            may(
                    "allowedRoutes",
                    object(
                            may("namespaces", namespaces("All", "Selector", "Same")),
                            may("kinds", list(ROUTE_KIND).items(0, 8)))),
            may("filters", object(may("requests", list(LISTENER_FILTER).items(0, 16)))));

    private static final ObjectShape ADDRESS = object(
            may("type", text().length(1, 253).form(ADDRESS_TYPE)),
            may("value", text().length(0, 253)),
            may("routability", text().length(0, 253)));

    private static final ObjectShape FRONTEND_VALIDATION = object(may(
            "validation",
            object(
                    need("caCertificateRefs", list(NAMED_REF).items(1, 16)),
                    may("mode", choice("AllowValidOnly", "AllowInsecureFallback")))));

    private static final ObjectShape GATEWAY_TLS = object(
            may("backend", object(may("clientCertificateRef", SECRET_REF))),
            may(
                    "frontend",
                    object(
                            need("default", FRONTEND_VALIDATION),
                            may(
                                    "perPort",
                                    list(object(need("port", PORT), need("tls", FRONTEND_VALIDATION)))
                                            .items(0, 64)))));

    private static final ObjectShape INFRASTRUCTURE = object(
            may("labels", Words.LABELS.size(0, 8)),
            may("annotations", map(text().length(0, 4096)).size(0, 16)),
            may("parametersRef", LOCAL_REF));

    private static final ObjectShape LISTENER_STATUS = object(
            need("name", SECTION),
            may("supportedKinds", list(ROUTE_KIND).items(0, 8)),
            need("attachedRoutes", integer(Integer.MIN_VALUE, Integer.MAX_VALUE)),
            need("conditions", CONDITIONS.items(0, 8)));

    private static final ListShape LISTENER_STATUSES =
            list(LISTENER_STATUS).items(0, 64).keyed("name");

    static final Shape GATEWAY = Words.document(
            need(
                    "spec",
                    object(
                            need("gatewayClassName", NAME),
                            need("listeners", list(LISTENER).items(1, 64)),
                            may("addresses", list(ADDRESS).items(0, 16)),
                            may("infrastructure", INFRASTRUCTURE),
                            may(
                                    "allowedListeners",
                                    object(may("namespaces", namespaces("All", "Selector", "Same", "None")))),
                            may("tls", GATEWAY_TLS),
                            may("defaultScope", choice("All", "None")))),
            may(
                    "status",
                    object(
                            may(
                                    "addresses",
                                    list(ADDRESS.with(need("value", text().length(1, 253))))
                                            .items(0, 16)),
                            may("conditions", CONDITIONS.items(0, 8)),
                            may("listeners", LISTENER_STATUSES),
                            may("attachedListenerSets", integer(Integer.MIN_VALUE, Integer.MAX_VALUE)))));

    static final Shape LISTENER_SET = Words.document(
            need(
                    "spec",
                    object(
                            need(
                                    "parentRef",
                                    object(
                                            may("group", GROUP),
                                            may("kind", KIND),
                                            need("name", NAME),
                                            may("namespace", NAMESPACE))),
                            need("listeners", list(LISTENER).items(1, 64)))),
            may("status", object(may("conditions", CONDITIONS.items(0, 8)), may("listeners", LISTENER_STATUSES))));

    private GatewayShapes() {}
}
