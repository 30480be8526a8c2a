package io.gatewright.model.route;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * One step on the way of a request (v1 {@code HTTPRouteFilter}): the field that belongs to {@link #type()} is set. A
 * type that v1.7.0 does not know can be read; the rule is then invalid, never the filter skipped.
 */
@Value.Immutable
@JsonDeserialize(as = ImmutableHttpRouteFilter.class)
public interface HttpRouteFilter {
    // values of type()
    String REQUEST_HEADER_MODIFIER = "RequestHeaderModifier";
    String RESPONSE_HEADER_MODIFIER = "ResponseHeaderModifier";
    String REQUEST_MIRROR = "RequestMirror";
    String REQUEST_REDIRECT = "RequestRedirect";
    String URL_REWRITE = "URLRewrite";
    String CORS = "CORS";
    String EXTERNAL_AUTH = "ExternalAuth";
    String EXTENSION_REF = "ExtensionRef";

    String type();

    Optional<HttpHeaderFilter> requestHeaderModifier();

    Optional<HttpHeaderFilter> responseHeaderModifier();

    Optional<HttpRequestMirrorFilter> requestMirror();

    Optional<HttpRequestRedirectFilter> requestRedirect();

    Optional<HttpUrlRewriteFilter> urlRewrite();

    Optional<HttpCorsFilter> cors();

    /** Experimental. */
    Optional<HttpExternalAuthFilter> externalAuth();

    /** A filter of somebody else. */
    Optional<LocalObjectReference> extensionRef();
}
