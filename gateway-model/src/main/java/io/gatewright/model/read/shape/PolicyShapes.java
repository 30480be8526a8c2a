package io.gatewright.model.read.shape;

import static io.gatewright.model.read.shape.Shape.choice;
import static io.gatewright.model.read.shape.Shape.integer;
import static io.gatewright.model.read.shape.Shape.list;
import static io.gatewright.model.read.shape.Shape.may;
import static io.gatewright.model.read.shape.Shape.need;
import static io.gatewright.model.read.shape.Shape.object;
import static io.gatewright.model.read.shape.Shape.text;
import static io.gatewright.model.read.shape.Words.BACKEND_OBJECT_REF;
import static io.gatewright.model.read.shape.Words.FRACTION;
import static io.gatewright.model.read.shape.Words.GROUP;
import static io.gatewright.model.read.shape.Words.HEADER_NAME;
import static io.gatewright.model.read.shape.Words.HOSTNAME;
import static io.gatewright.model.read.shape.Words.KIND;
import static io.gatewright.model.read.shape.Words.LOCAL_REF;
import static io.gatewright.model.read.shape.Words.NAME;
import static io.gatewright.model.read.shape.Words.NAMESPACE;
import static io.gatewright.model.read.shape.Words.POLICY_STATUS;
import static io.gatewright.model.read.shape.Words.PORT;
import static io.gatewright.model.read.shape.Words.PRECISE_HOSTNAME;
import static io.gatewright.model.read.shape.Words.SECRET_REF;
import static io.gatewright.model.read.shape.Words.SECTION;
import static io.gatewright.model.read.shape.Words.SESSION_PERSISTENCE;
import static io.gatewright.model.read.shape.Words.TIMESPAN;

/** ReferenceGrant, BackendTLSPolicy, and the experimental kinds except XMesh. */
final class PolicyShapes {
    static final Shape REFERENCE_GRANT = Words.document(need(
            "spec",
            object(
                    need(
                            "from",
                            list(object(need("group", GROUP), need("kind", KIND), need("namespace", NAMESPACE)))
                                    .items(1, 16)),
                    need(
                            "to",
                            list(object(need("group", GROUP), need("kind", KIND), may("name", NAME)))
                                    .items(1, 16)))));

    private static final ObjectShape SUBJECT_ALT_NAME = object(
            need("type", choice("Hostname", "URI")),
            may("hostname", HOSTNAME),
            may("uri", text().length(1, 253).form(Words.URI_TEXT)));

    private static final ObjectShape TLS_VALIDATION = object(
            may("caCertificateRefs", list(LOCAL_REF).items(1, 8)),
            may("wellKnownCACertificates", text().length(1, 253).form(Words.TRUST)),
            need("hostname", PRECISE_HOSTNAME),
            may("subjectAltNames", list(SUBJECT_ALT_NAME).items(0, 5)));

    static final Shape BACKEND_TLS_POLICY = Words.document(
            need(
                    "spec",
                    object(
                            need(
                                    "targetRefs",
                                    list(LOCAL_REF.with(may("sectionName", SECTION)))
                                            .items(1, 16)),
                            need("validation", TLS_VALIDATION),
                            may("options", Words.OPTIONS))),
            may("status", POLICY_STATUS));

    private static final ObjectShape BACKEND_TLS = object(
            need("mode", choice("None", "ServerOnly", "ClientAndServer")),
            may("clientCertificateRef", SECRET_REF),
            may("validation", TLS_VALIDATION));

    static final Shape XBACKEND = Words.document(
            need(
                    "spec",
                    object(
                            need("type", choice("ExternalHostname", "EndpointSelector")),
                            need("port", object(need("number", PORT))),
                            may("externalHostname", object(need("hostname", PRECISE_HOSTNAME))),
                            may("endpointSelector", object(need("matchLabels", Words.LABELS.size(1, 64)))),
                            may("protocol", choice("TCP", "HTTP", "HTTP2", "HTTP11", "H2C", "MCP", "GRPC", "WSS")),
                            may("tls", BACKEND_TLS),
                            may("sessionPersistence", SESSION_PERSISTENCE))),
            may(
                    "status",
                    object(may(
                            "ancestors",
                            list(Words.POLICY_ANCESTOR.with(may("conditions", Words.CONDITIONS)))
                                    .items(0, 32)))));

    private static final ObjectShape RETRY_CONSTRAINT = object(
            may("budget", object(may("percent", integer(0, 100)), may("interval", TIMESPAN))),
            may("minRetryRate", object(may("count", integer(1, 1_000_000)), may("interval", TIMESPAN))));

    static final Shape XBACKEND_TRAFFIC_POLICY = Words.document(
            need(
                    "spec",
                    object(
                            need("targetRefs", list(LOCAL_REF).items(1, 16).keyed("group", "kind", "name")),
                            may("retryConstraint", RETRY_CONSTRAINT),
                            may("sessionPersistence", SESSION_PERSISTENCE))),
            may("status", POLICY_STATUS));

    private static final Form OPERATION = Form.of("letters, digits and any of `_.:/-`", "[a-zA-Z0-9_.:/-]+");
    private static final Form OPERATION_WORDS = Form.of(
            "letters, digits and any of `_.:/-`, in words with single blanks between them",
            "[a-zA-Z0-9_.:/-]++(?: [a-zA-Z0-9_.:/-]++)*+");
    private static final Form ATTRIBUTE_KEY = Form.of("lower case letters, digits and any of `_.-`", "[a-z0-9_.-]+");

    private static final TextShape TRACING_MODE = choice("Enabled", "Disabled", "ImplementationDefault");

    private static final ObjectShape ATTRIBUTE = object(
            need("name", text().length(1, 256).form(OPERATION)),
            need("sourceType", choice("Header", "Literal", "Attribute")),
            may("headerName", HEADER_NAME),
            may("literalValue", text().length(1, 1024)),
            may("attributeKey", text().length(1, 256).form(ATTRIBUTE_KEY)));

    private static final ObjectShape TRACING = object(
            may("mode", TRACING_MODE),
            may("provider", object(need("backendRef", BACKEND_OBJECT_REF), may("headers", RouteShapes.HEADERS))),
            may("samplingRate", FRACTION),
            may("parentBasedSampling", object(may("mode", TRACING_MODE), may("samplingRate", FRACTION))),
            may("serviceName", text().length(1, 253).form(OPERATION)),
            may("spanName", text().length(1, 256).form(OPERATION_WORDS)),
            may("attributes", list(ATTRIBUTE).keyed("name")));

    static final Shape XTELEMETRY_POLICY = Words.document(
            need("spec", object(need("targetRefs", list(LOCAL_REF).items(1, 16)), may("tracing", TRACING))),
            may("status", POLICY_STATUS));

    private PolicyShapes() {}
}
