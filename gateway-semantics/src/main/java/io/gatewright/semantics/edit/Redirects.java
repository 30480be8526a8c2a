package io.gatewright.semantics.edit;

import io.gatewright.semantics.match.RequestHead;
import io.gatewright.semantics.plan.FilterPlan.Redirect;

/** The answer of a redirect filter ({@code HTTPRequestRedirectFilter}). */
public final class Redirects {
    private Redirects() {}

    /**
     * Where to.
     *
     * @param status 301, 302, 303, 307 or 308
     * @param uri the absolute {@code Location}, query included
     */
    public record Location(int status, String uri) {}

    /**
     * The location for one request. Scheme, host and path that the filter does not give are the request's own; the scheme
     * is the listener's, never taken from a header. The port is, in this order, the filter's, the well-known port of the
     * filter's scheme, the listener's; one that the scheme implies is left out.
     *
     * @param listenerPort as declared
     * @param prefixLength see {@link PathEdits#apply}
     */
    public static Location location(Redirect redirect, RequestHead head, int listenerPort, int prefixLength) {
        String scheme = redirect.scheme().orElse(head.scheme());
        String host = redirect.hostname().orElse(head.host());
        String path = redirect.path()
                .map(edit -> PathEdits.apply(edit, head.path(), prefixLength))
                .orElse(head.path());
        int wellKnown = wellKnownPort(scheme);
        int port = redirect.port()
                .orElse(redirect.scheme().isPresent() && wellKnown != 0 ? Integer.valueOf(wellKnown) : listenerPort);
        StringBuilder uri = new StringBuilder(64).append(scheme).append("://").append(host);
        if (port != wellKnown) {
            uri.append(':').append(port);
        }
        // `*` is no path of a URI
        uri.append(path.equals("*") ? "/" : path);
        if (head.query() != null) {
            uri.append('?').append(head.query());
        }
        return new Location(redirect.statusCode(), uri.toString());
    }

    private static int wellKnownPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> 0;
        };
    }
}
