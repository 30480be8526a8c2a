package io.gatewright.semantics.plan;

import io.gatewright.model.name.ObjectRef;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One filter of a rule or of a backend, lowered. */
public sealed interface FilterPlan {
    /**
     * What to do with each kind of filter; a new kind breaks every caller at compile time, on purpose.
     *
     * @param <R> the result
     */
    interface Cases<R extends @Nullable Object> {
        R requestHeaders(RequestHeaders filter);

        R responseHeaders(ResponseHeaders filter);

        R redirect(Redirect filter);

        R rewrite(Rewrite filter);

        R mirror(Mirror filter);

        R cors(Cors filter);

        R externalAuth(ExternalAuth filter);

        R extension(Extension filter);

        R refused(Refused filter);
    }

    /** The case for this filter. */
    <R extends @Nullable Object> R fold(Cases<R> cases);

    /** Edits the request's headers. */
    record RequestHeaders(HeaderEdit edit) implements FilterPlan {
        @Override
        public <R extends @Nullable Object> R fold(Cases<R> cases) {
            return cases.requestHeaders(this);
        }
    }

    /** Edits the response's headers. */
    record ResponseHeaders(HeaderEdit edit) implements FilterPlan {
        @Override
        public <R extends @Nullable Object> R fold(Cases<R> cases) {
            return cases.responseHeaders(this);
        }
    }

    /**
     * {@code HTTPHeaderFilter}: set, then add, then remove; a name appears in one of the three only.
     *
     * @param set replaces all values
     * @param add appends, joined by a comma to a value that is there
     * @param remove names in lower case
     */
    record HeaderEdit(List<Header> set, List<Header> add, List<String> remove) {
        public HeaderEdit {
            set = List.copyOf(set);
            add = List.copyOf(add);
            remove = List.copyOf(remove);
        }
    }

    /** A header as configured: the name keeps its case for HTTP/1.1. */
    record Header(String name, String value) {}

    /** {@code HTTPRequestRedirectFilter}: answers with a Location. */
    record Redirect(
            Optional<String> scheme,
            Optional<String> hostname,
            Optional<PathEdit> path,
            Optional<Integer> port,
            int statusCode)
            implements FilterPlan {
        @Override
        public <R extends @Nullable Object> R fold(Cases<R> cases) {
            return cases.redirect(this);
        }
    }

    /** {@code HTTPURLRewriteFilter}: what the backend sees. */
    record Rewrite(Optional<String> hostname, Optional<PathEdit> path) implements FilterPlan {
        @Override
        public <R extends @Nullable Object> R fold(Cases<R> cases) {
            return cases.rewrite(this);
        }
    }

    /**
     * {@code HTTPPathModifier}.
     *
     * @param wholePath true: replace the full path; false: replace the matched prefix
     */
    record PathEdit(boolean wholePath, String value) {}

    /**
     * {@code HTTPRequestMirrorFilter}: a copy for {@code numerator} of {@code denominator} requests.
     *
     * @param target an unresolvable one mirrors nothing
     */
    record Mirror(BackendPlan.Target target, int numerator, int denominator) implements FilterPlan {
        @Override
        public <R extends @Nullable Object> R fold(Cases<R> cases) {
            return cases.mirror(this);
        }
    }

    /** {@code HTTPCORSFilter} (GEP-1767), lists as configured. */
    record Cors(
            List<String> allowOrigins,
            boolean allowCredentials,
            List<String> allowMethods,
            List<String> allowHeaders,
            List<String> exposeHeaders,
            int maxAge)
            implements FilterPlan {
        public Cors {
            allowOrigins = List.copyOf(allowOrigins);
            allowMethods = List.copyOf(allowMethods);
            allowHeaders = List.copyOf(allowHeaders);
            exposeHeaders = List.copyOf(exposeHeaders);
        }

        @Override
        public <R extends @Nullable Object> R fold(Cases<R> cases) {
            return cases.cors(this);
        }
    }

    /**
     * {@code HTTPExternalAuthFilter} (GEP-1494): asks before forwarding; fails closed.
     *
     * @param grpc true: Envoy's ext_authz Check; false: an HTTP request
     * @param target of the authorization service
     * @param pathPrefix HTTP only: put before the original path
     * @param allowedHeaders request headers passed on besides those always passed; lower case
     * @param allowedResponseHeaders HTTP only: copied to the backend request; empty copies all
     * @param maxBody bytes of the request body to pass on; 0 none
     */
    record ExternalAuth(
            boolean grpc,
            BackendPlan.Target target,
            String pathPrefix,
            List<String> allowedHeaders,
            List<String> allowedResponseHeaders,
            int maxBody)
            implements FilterPlan {
        public ExternalAuth {
            allowedHeaders = List.copyOf(allowedHeaders);
            allowedResponseHeaders = List.copyOf(allowedResponseHeaders);
        }

        @Override
        public <R extends @Nullable Object> R fold(Cases<R> cases) {
            return cases.externalAuth(this);
        }
    }

    /**
     * An extension kind's own filter.
     *
     * @param ref the object behind {@code extensionRef}
     * @param payload what its extension lowered it to
     */
    record Extension(ObjectRef ref, String payload) implements FilterPlan {
        @Override
        public <R extends @Nullable Object> R fold(Cases<R> cases) {
            return cases.extension(this);
        }
    }

    /** A filter that cannot be honoured: the request is answered with 500, never passed without it. */
    record Refused(Refusal why) implements FilterPlan {
        @Override
        public <R extends @Nullable Object> R fold(Cases<R> cases) {
            return cases.refused(this);
        }
    }
}
