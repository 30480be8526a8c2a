package io.gatewright.app.plan;

import io.gatewright.semantics.plan.CertificatePlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.Refusal;
import io.gatewright.semantics.plan.RoutePlan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.plan.TrustPlan;
import java.io.IOException;
import java.util.List;

/** Writes plans and their entries: the fields of a record in the order of its components, under their names. */
final class PlanWriter {
    private PlanWriter() {}

    /** The whole plan, entries by family. */
    static void plan(FieldWriter out, Plan plan, boolean keys) throws IOException {
        out.begin();
        out.word("gateway", PlanWords.text(plan.gateway()));
        for (PlanFamily family : PlanFamily.values()) {
            List<? extends PlanEntry> entries = family.of(plan);
            if (!entries.isEmpty()) {
                out.beginList(family.field());
                for (PlanEntry entry : entries) {
                    entry(out, entry, keys);
                }
                out.endList();
            }
        }
        out.end();
    }

    /** One entry in an object whose one field names the family. */
    static void line(FieldWriter out, PlanEntry entry, boolean keys) throws IOException {
        out.begin();
        out.name(PlanFamily.of(entry).field());
        entry(out, entry, keys);
        out.end();
    }

    static void entry(FieldWriter out, PlanEntry entry, boolean keys) throws IOException {
        if (entry instanceof RulePlan rule) {
            out.object(rule, RuleWriter::rule);
        } else if (entry instanceof RoutePlan route) {
            out.object(route, PlanWriter::route);
        } else if (entry instanceof EndpointsPlan endpoints) {
            out.object(endpoints, PlanWriter::endpoints);
        } else if (entry instanceof ClusterPlan cluster) {
            out.object(cluster, PlanWriter::cluster);
        } else if (entry instanceof ListenerPlan listener) {
            out.object(listener, PlanWriter::listener);
        } else if (entry instanceof CertificatePlan certificate) {
            out.begin();
            out.word("secret", PlanWords.text(certificate.secret()));
            out.text("chainPem", certificate.chainPem());
            out.word("privateKey", keys ? certificate.privateKey().pem() : PlanWords.MASK);
            out.end();
        } else if (entry instanceof TrustPlan trust) {
            out.object(trust, PlanWriter::trust);
        } else {
            throw new IllegalArgumentException("a family of plan entries is missing here: " + entry.getClass());
        }
    }

    private static void listener(FieldWriter out, ListenerPlan plan) throws IOException {
        out.word("listener", PlanWords.text(plan.listener()));
        out.number("port", plan.port());
        out.word("protocol", plan.protocol().name());
        if (plan.hostname().isPresent()) {
            out.word("hostname", plan.hostname().get().text());
        }
        out.optional("tls", plan.tls(), PlanWriter::listenerTls);
        out.optional("closed", plan.closed(), PlanWriter::refusal);
    }

    private static void listenerTls(FieldWriter out, ListenerPlan.Tls tls) throws IOException {
        out.flag("terminate", tls.terminate());
        out.texts("certificates", tls.certificates());
        out.optional("clients", tls.clients(), PlanWriter::clients);
        out.map("options", tls.options());
    }

    private static void clients(FieldWriter out, ListenerPlan.ClientValidation clients) throws IOException {
        out.texts("trusts", clients.trusts());
        out.flag("insecureFallback", clients.insecureFallback());
    }

    static void refusal(FieldWriter out, Refusal refusal) throws IOException {
        out.text("reason", refusal.reason());
        out.text("message", refusal.message());
    }

    private static void route(FieldWriter out, RoutePlan plan) throws IOException {
        out.word("route", PlanWords.text(plan.route()));
        out.word("kind", plan.kind().name());
        out.word("created", plan.created().toString());
        out.objects("bindings", plan.bindings(), PlanWriter::binding);
    }

    private static void binding(FieldWriter out, RoutePlan.Binding binding) throws IOException {
        out.word("listener", PlanWords.text(binding.listener()));
        out.objects("hosts", binding.hosts(), PlanWriter::host);
    }

    private static void host(FieldWriter out, RoutePlan.Host host) throws IOException {
        if (host.effective().isPresent()) {
            out.word("effective", host.effective().get().text());
        }
        if (host.declared().isPresent()) {
            out.word("declared", host.declared().get().text());
        }
    }

    private static void cluster(FieldWriter out, ClusterPlan plan) throws IOException {
        out.word("backend", PlanWords.text(plan.backend()));
        out.number("port", plan.port());
        out.word("protocol", plan.protocol().name());
        out.optional("tls", plan.tls(), PlanWriter::clusterTls);
        out.optional("retryBudget", plan.retryBudget(), PlanWriter::retryBudget);
        out.optional("closed", plan.closed(), PlanWriter::refusal);
    }

    private static void clusterTls(FieldWriter out, ClusterPlan.Tls tls) throws IOException {
        out.text("serverName", tls.serverName());
        out.texts("trusts", tls.trusts());
        out.objects("alternativeNames", tls.alternativeNames(), PlanWriter::alternativeName);
        out.text("clientCertificate", tls.clientCertificate());
        out.map("options", tls.options());
    }

    private static void alternativeName(FieldWriter out, ClusterPlan.AlternativeName name) throws IOException {
        out.flag("uri", name.uri());
        out.text("value", name.value());
    }

    private static void retryBudget(FieldWriter out, ClusterPlan.RetryBudget budget) throws IOException {
        out.number("percent", budget.percent());
        out.word("interval", budget.interval().toString());
        out.number("minCount", budget.minCount());
        out.word("minInterval", budget.minInterval().toString());
    }

    private static void endpoints(FieldWriter out, EndpointsPlan plan) throws IOException {
        out.word("backend", PlanWords.text(plan.backend()));
        out.number("port", plan.port());
        out.flag("udp", plan.udp());
        out.objects("endpoints", plan.endpoints(), PlanWriter::endpoint);
    }

    private static void endpoint(FieldWriter out, EndpointsPlan.Endpoint endpoint) throws IOException {
        out.text("host", endpoint.host());
        out.number("port", endpoint.port());
        out.flag("terminating", endpoint.terminating());
    }

    private static void trust(FieldWriter out, TrustPlan plan) throws IOException {
        out.word("source", PlanWords.text(plan.source()));
        out.text("caPem", plan.caPem());
    }
}
