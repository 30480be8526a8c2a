package io.gatewright.model.read.shape;

import static io.gatewright.model.read.shape.Shape.choice;
import static io.gatewright.model.read.shape.Shape.flag;
import static io.gatewright.model.read.shape.Shape.integer;
import static io.gatewright.model.read.shape.Shape.list;
import static io.gatewright.model.read.shape.Shape.may;
import static io.gatewright.model.read.shape.Shape.need;
import static io.gatewright.model.read.shape.Shape.object;
import static io.gatewright.model.read.shape.Shape.text;
import static io.gatewright.model.read.shape.Words.BACKEND_OBJECT_REF;
import static io.gatewright.model.read.shape.Words.HEADER_NAME;
import static io.gatewright.model.read.shape.Words.HEADER_VALUE;
import static io.gatewright.model.read.shape.Words.HOSTNAME;
import static io.gatewright.model.read.shape.Words.LOCAL_REF;
import static io.gatewright.model.read.shape.Words.PARENT_REF;
import static io.gatewright.model.read.shape.Words.PORT;
import static io.gatewright.model.read.shape.Words.PRECISE_HOSTNAME;
import static io.gatewright.model.read.shape.Words.SECTION;
import static io.gatewright.model.read.shape.Words.TIMESPAN;

/** The five route kinds. */
final class RouteShapes {
    private static final String[] METHODS = {
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"
    };
    private static final String[] METHODS_OR_ALL = {
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "*"
    };
    private static final TextShape URL_PATH = text().length(0, 1024);

    private static final ListShape ALLOWED_HEADERS = list(text()).items(0, 64).unique();

    static final ObjectShape EXTERNAL_AUTH = object(
            need("protocol", choice("HTTP", "GRPC")),
            need("backendRef", BACKEND_OBJECT_REF),
            may("grpc", object(may("allowedHeaders", ALLOWED_HEADERS))),
            may(
                    "http",
                    object(
                            may("path", URL_PATH.form(Words.PATH_TEXT)),
                            may("allowedHeaders", ALLOWED_HEADERS),
                            may("allowedResponseHeaders", ALLOWED_HEADERS))),
            may("forwardBody", object(may("maxSize", integer(0, Integer.MAX_VALUE)))));

    /** A list of headers to set or add; each name once. */
    static final ListShape HEADERS = list(object(need("name", HEADER_NAME), need("value", HEADER_VALUE)))
            .items(0, 16)
            .keyed("name");

    private static final ObjectShape HEADER_MODIFIER = object(
            may("set", HEADERS),
            may("add", HEADERS),
            may("remove", list(text()).items(0, 16).unique()));

    private static final ObjectShape REQUEST_MIRROR = object(
            need("backendRef", BACKEND_OBJECT_REF), may("percent", integer(0, 100)), may("fraction", Words.FRACTION));

    private static final ObjectShape PATH_MODIFIER = object(
            need("type", choice("ReplaceFullPath", "ReplacePrefixMatch")),
            may("replaceFullPath", URL_PATH),
            may("replacePrefixMatch", URL_PATH));

    private static final ObjectShape REQUEST_REDIRECT = object(
            may("scheme", choice("http", "https")),
            may("hostname", PRECISE_HOSTNAME),
            may("path", PATH_MODIFIER),
            may("port", PORT),
            may("statusCode", integer(0, 999).oneOf(301, 302, 303, 307, 308)));

    private static final Form ORIGIN = Form.of(
            "`*`, or a scheme and a host as in `https://www.example.com:8443` or `https://*.example.com`",
            "\\*|https?://(?:(?:\\*\\.)?[a-zA-Z0-9-]++(?:\\.[a-zA-Z0-9-]++)*+|\\*)(?::[0-9]{1,5})?");

    private static final ListShape CORS_HEADERS = list(HEADER_NAME).items(0, 64).unique();

    private static final ObjectShape CORS = object(
            may(
                    "allowOrigins",
                    list(text().length(1, 253).form(ORIGIN)).items(0, 64).unique()),
            may("allowCredentials", flag()),
            may("allowMethods", list(choice(METHODS_OR_ALL)).items(0, 9).unique()),
            may("allowHeaders", CORS_HEADERS),
            may("exposeHeaders", CORS_HEADERS),
            may("maxAge", integer(1, Integer.MAX_VALUE)));

    private static final ObjectShape HTTP_FILTER = object(
            need(
                    "type",
                    choice(
                            "RequestHeaderModifier",
                            "ResponseHeaderModifier",
                            "RequestMirror",
                            "RequestRedirect",
                            "URLRewrite",
                            "ExtensionRef",
                            "CORS",
                            "ExternalAuth")),
            may("requestHeaderModifier", HEADER_MODIFIER),
            may("responseHeaderModifier", HEADER_MODIFIER),
            may("requestMirror", REQUEST_MIRROR),
            may("requestRedirect", REQUEST_REDIRECT),
            may("urlRewrite", object(may("hostname", PRECISE_HOSTNAME), may("path", PATH_MODIFIER))),
            may("cors", CORS),
            may("externalAuth", EXTERNAL_AUTH),
            may("extensionRef", LOCAL_REF));

    private static final ObjectShape GRPC_FILTER = object(
            need("type", choice("ResponseHeaderModifier", "RequestHeaderModifier", "RequestMirror", "ExtensionRef")),
            may("requestHeaderModifier", HEADER_MODIFIER),
            may("responseHeaderModifier", HEADER_MODIFIER),
            may("requestMirror", REQUEST_MIRROR),
            may("extensionRef", LOCAL_REF));

    private static final ObjectShape BACKEND_REF = BACKEND_OBJECT_REF.with(may("weight", integer(0, 1_000_000)));

    private static ListShape backendRefs(ObjectShape filter) {
        return list(BACKEND_REF.with(may("filters", list(filter).items(0, 16)))).items(0, 16);
    }

    private static ListShape named(TextShape value) {
        return list(object(
                        may("type", choice("Exact", "RegularExpression")),
                        need("name", HEADER_NAME),
                        need("value", value)))
                .items(0, 16)
                .keyed("name");
    }

    /** The types of a path match are checked by a rule of its own. */
    private static final ObjectShape HTTP_MATCH = object(
            may("path", object(may("type", text()), may("value", URL_PATH))),
            may("headers", named(HEADER_VALUE)),
            may("queryParams", named(text().length(1, 1024))),
            may("method", choice(METHODS)));

    private static final ObjectShape RETRY = object(
            may("codes", list(integer(400, 599)).unique()),
            may("attempts", integer(0, Integer.MAX_VALUE)),
            may("backoff", TIMESPAN));

    private static final ObjectShape HTTP_RULE = object(
            may("name", SECTION),
            may("matches", list(HTTP_MATCH).items(0, 64)),
            may("filters", list(HTTP_FILTER).items(0, 16)),
            may("backendRefs", backendRefs(HTTP_FILTER)),
            may("timeouts", object(may("request", TIMESPAN), may("backendRequest", TIMESPAN))),
            may("retry", RETRY),
            may("sessionPersistence", Words.SESSION_PERSISTENCE));

    private static final TextShape METHOD_WORD = text().length(0, 1024);

    private static final ListShape GRPC_HEADERS = list(object(
                    may("type", choice("Exact", "RegularExpression")),
                    need("name", HEADER_NAME),
                    need("value", text().length(1, 4096))))
            .items(0, 16)
            .keyed("name");

    private static final ObjectShape GRPC_MATCH = object(
            may(
                    "method",
                    object(
                            may("type", choice("Exact", "RegularExpression")),
                            may("service", METHOD_WORD),
                            may("method", METHOD_WORD))),
            may("headers", GRPC_HEADERS));

    private static final ObjectShape GRPC_RULE = object(
            may("name", SECTION),
            may("matches", list(GRPC_MATCH).items(0, 64)),
            may("filters", list(GRPC_FILTER).items(0, 16)),
            may("backendRefs", backendRefs(GRPC_FILTER)),
            may("sessionPersistence", Words.SESSION_PERSISTENCE));

    private static final ObjectShape STREAM_RULE =
            object(may("name", SECTION), need("backendRefs", list(BACKEND_REF).items(1, 16)));

    private static final ObjectShape STATUS = object(need(
            "parents",
            list(object(
                            need("parentRef", PARENT_REF),
                            need("controllerName", Words.CONTROLLER),
                            need("conditions", Words.ENTRY_CONDITIONS)))
                    .items(0, 32)));

    private static final ObjectShape SPEC =
            object(may("parentRefs", list(PARENT_REF).items(0, 32)), may("useDefaultGateways", choice("All", "None")));

    private static Shape route(Field... fields) {
        return Words.document(need("spec", SPEC.with(fields)), may("status", STATUS));
    }

    private static final ListShape HOSTNAMES = list(HOSTNAME);

    static final Shape HTTP_ROUTE = route(
            may("hostnames", HOSTNAMES.items(0, 16)),
            may("rules", list(HTTP_RULE).items(1, 16)));

    static final Shape GRPC_ROUTE = route(
            may("hostnames", HOSTNAMES.items(0, 16)),
            may("rules", list(GRPC_RULE).items(0, 16)));

    /** The form of its host names is a rule of its own, which says more. */
    static final Shape TLS_ROUTE = route(
            need("hostnames", list(text().length(1, 253)).items(1, 1024)),
            need("rules", list(STREAM_RULE).items(1, 1)));

    /** v1alpha2 asked for no host name and allowed several rules. */
    static final Shape TLS_ROUTE_V1ALPHA2 = route(
            may("hostnames", HOSTNAMES.items(0, 1024)),
            need("rules", list(STREAM_RULE).items(1, 16)));

    static final Shape STREAM_ROUTE = route(need("rules", list(STREAM_RULE).items(1, 1)));

    /** v1alpha2 of TCPRoute and UDPRoute allowed several rules. */
    static final Shape STREAM_ROUTE_V1ALPHA2 =
            route(need("rules", list(STREAM_RULE).items(1, 16)));

    private RouteShapes() {}
}
