package io.gatewright.app.plan;

import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.plan.TrustPlan;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The families of plan entries, in the order in which they are printed. */
enum PlanFamily {
    LISTENERS("listeners", ListenerPlan.class, Plan::listeners),
    ROUTES("routes", RoutePlan.class, Plan::routes),
    RULES("rules", RulePlan.class, Plan::rules),
    CLUSTERS("clusters", ClusterPlan.class, Plan::clusters),
    ENDPOINTS("endpoints", EndpointsPlan.class, Plan::endpoints),
    CERTIFICATES("certificates", CertificatePlan.class, Plan::certificates),
    TRUSTS("trusts", TrustPlan.class, Plan::trusts);

    private static final PlanFamily[] ALL = values();

    private final String field;
    private final Class<? extends PlanEntry> type;
    private final Function<Plan, List<? extends PlanEntry>> entries;

    PlanFamily(String field, Class<? extends PlanEntry> type, Function<Plan, List<? extends PlanEntry>> entries) {
        this.field = field;
        this.type = type;
        this.entries = entries;
    }

    /** The family of an entry. */
    static PlanFamily of(PlanEntry entry) {
        for (PlanFamily family : ALL) {
            if (family.type.isInstance(entry)) {
                return family;
            }
        }
        throw new IllegalArgumentException("a family of plan entries is missing here: " + entry.getClass());
    }

    /** The family whose entries stand under this field; null: there is none. */
    static @Nullable PlanFamily named(String field) {
        for (PlanFamily family : ALL) {
            if (family.field.equals(field)) {
                return family;
            }
        }
        return null;
    }

    String field() {
        return field;
    }

    List<? extends PlanEntry> of(Plan plan) {
        return entries.apply(plan);
    }
}
