package io.gatewright.bench.resolve;

import io.gatewright.model.core.ObjectMeta;
import io.gatewright.model.route.HttpBackendRef;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.HttpRouteFilter;
import io.gatewright.model.route.HttpRouteMatch;
import io.gatewright.model.route.ImmutableHttpBackendRef;
import io.gatewright.model.route.ImmutableHttpHeader;
import io.gatewright.model.route.ImmutableHttpHeaderFilter;
import io.gatewright.model.route.ImmutableHttpHeaderMatch;
import io.gatewright.model.route.ImmutableHttpPathMatch;
import io.gatewright.model.route.ImmutableHttpRoute;
import io.gatewright.model.route.ImmutableHttpRouteFilter;
import io.gatewright.model.route.ImmutableHttpRouteMatch;
import io.gatewright.model.route.ImmutableHttpRouteRule;
import io.gatewright.model.route.ImmutableHttpRouteSpec;
import io.gatewright.model.route.ImmutableParentReference;
import io.gatewright.model.route.ParentReference;
import java.util.List;

/** HTTPRoutes as people write them: an API with a canary and a header edit, and everything else. */
final class Routes {
    private Routes() {}

    /** A parent of a route. */
    record Parent(ParentReference reference) {}

    /**
     * A Service.
     *
     * @param namespace empty for the route's own
     * @param weight its share
     */
    record Backend(String namespace, String name, int weight) {
        HttpBackendRef reference() {
            ImmutableHttpBackendRef.Builder builder =
                    ImmutableHttpBackendRef.builder().name(name).port(80).weight(weight);
            if (!namespace.isEmpty()) {
                builder.namespace(namespace);
            }
            return builder.build();
        }
    }

    static Parent set(String name) {
        return new Parent(ImmutableParentReference.builder()
                .kind(ParentReference.LISTENER_SET)
                .name(name)
                .build());
    }

    /** @param section name of a listener; empty for all */
    static Parent gateway(String namespace, String name, String section) {
        ImmutableParentReference.Builder builder =
                ImmutableParentReference.builder().namespace(namespace).name(name);
        if (!section.isEmpty()) {
            builder.sectionName(section);
        }
        return new Parent(builder.build());
    }

    static HttpRoute route(ObjectMeta meta, Parent parent, List<String> hosts, Backend main, Backend canary) {
        return ImmutableHttpRoute.builder()
                .metadata(meta)
                .spec(ImmutableHttpRouteSpec.builder()
                        .addParentRefs(parent.reference())
                        .addAllHostnames(hosts)
                        .rules(List.of(
                                ImmutableHttpRouteRule.builder()
                                        .matches(List.of(prefix("/")))
                                        .addBackendRefs(main.reference())
                                        .build(),
                                ImmutableHttpRouteRule.builder()
                                        .matches(List.of(
                                                prefix("/api/v1"),
                                                ImmutableHttpRouteMatch.builder()
                                                        .from(prefix("/api/v2"))
                                                        .method("GET")
                                                        .addHeaders(ImmutableHttpHeaderMatch.builder()
                                                                .name("X-Version")
                                                                .value("2")
                                                                .build())
                                                        .build()))
                                        .addFilters(HEADER_EDIT)
                                        .addBackendRefs(main.reference())
                                        .addBackendRefs(canary.reference())
                                        .build()))
                        .build())
                .build();
    }

    private static final HttpRouteFilter HEADER_EDIT = ImmutableHttpRouteFilter.builder()
            .type(HttpRouteFilter.REQUEST_HEADER_MODIFIER)
            .requestHeaderModifier(ImmutableHttpHeaderFilter.builder()
                    .addSet(ImmutableHttpHeader.builder()
                            .name("X-From")
                            .value("edge")
                            .build())
                    .addRemove("X-Internal")
                    .build())
            .build();

    private static HttpRouteMatch prefix(String path) {
        return ImmutableHttpRouteMatch.builder()
                .path(ImmutableHttpPathMatch.builder().value(path).build())
                .build();
    }
}
