package io.gatewright.app.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.PathMatch;

/** The names that the members of the sealed families bear in the field {@code type}. */
final class PlanFamilies {
    private PlanFamilies() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = PathMatch.Exact.class, name = "Exact"),
        @JsonSubTypes.Type(value = PathMatch.Prefix.class, name = "Prefix"),
        @JsonSubTypes.Type(value = PathMatch.Regex.class, name = "Regex"),
        @JsonSubTypes.Type(value = PathMatch.GrpcCall.class, name = "GrpcCall")
    })
    interface Paths {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = FilterPlan.RequestHeaders.class, name = "RequestHeaders"),
        @JsonSubTypes.Type(value = FilterPlan.ResponseHeaders.class, name = "ResponseHeaders"),
        @JsonSubTypes.Type(value = FilterPlan.Redirect.class, name = "Redirect"),
        @JsonSubTypes.Type(value = FilterPlan.Rewrite.class, name = "Rewrite"),
        @JsonSubTypes.Type(value = FilterPlan.Mirror.class, name = "Mirror"),
        @JsonSubTypes.Type(value = FilterPlan.Cors.class, name = "Cors"),
        @JsonSubTypes.Type(value = FilterPlan.ExternalAuth.class, name = "ExternalAuth"),
        @JsonSubTypes.Type(value = FilterPlan.Extension.class, name = "Extension"),
        @JsonSubTypes.Type(value = FilterPlan.Refused.class, name = "Refused")
    })
    interface Filters {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = BackendPlan.Cluster.class, name = "Cluster"),
        @JsonSubTypes.Type(value = BackendPlan.Unresolvable.class, name = "Unresolvable")
    })
    interface Targets {}

    /** For small records whose empty parts are worth seeing. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    interface Plain {}
}
