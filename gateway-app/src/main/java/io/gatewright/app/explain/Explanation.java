package io.gatewright.app.explain;

import io.gatewright.app.explain.AskedRequest.HeaderLine;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.edit.ResponseEdits;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.ClusterPlan;
import io.gatewright.semantics.plan.EndpointsPlan;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RulePlan;
import io.gatewright.semantics.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What becomes of one request or connection, and why: the steps of the gateway's own evaluator and their end.
 *
 * @param request as asked
 * @param gateway whose plan was asked
 * @param port of the listener
 * @param steps in order, those that were skipped too
 * @param end what happens in the end
 * @param rule the rule that decided, if it came to one
 * @param shares the backends of that rule and how requests are divided among them
 * @param responseEdits changes of the answer, in order
 * @param others if nothing took the request: the rules that the listener has for this host, in the order of the plan
 */
public record Explanation(
        AskedRequest request,
        ObjectRef gateway,
        int port,
        List<Step> steps,
        End end,
        Optional<RulePlan> rule,
        List<Share> shares,
        List<ResponseEdits.Edit> responseEdits,
        List<RulePlan> others) {

    public Explanation {
        others = List.copyOf(others);
        steps = List.copyOf(steps);
        shares = List.copyOf(shares);
        responseEdits = List.copyOf(responseEdits);
    }

    /** What happens in the end. */
    public sealed interface End {}

    /** The gateway answers itself. */
    public record Answered(LocalReply reply) implements End {}

    /** The connection is refused before there is a request. */
    public record NotConnected(String why) implements End {}

    /** The connection ends before a byte went either way, or the datagrams are dropped. */
    public record Closed(ReplyReason reason, String why) implements End {}

    /**
     * The connection, or the datagrams, go to a backend without a look at a request.
     *
     * @param listener which takes it, and says whether TLS ends here
     * @param cluster where to, with or without TLS
     * @param endpoints one of which gets it
     */
    public record Relayed(ListenerPlan listener, ClusterPlan cluster, List<EndpointsPlan.Endpoint> endpoints)
            implements End {
        public Relayed {
            endpoints = List.copyOf(endpoints);
        }

        /** Whether the client's TLS ends at the gateway. */
        public boolean terminated() {
            return listener.tls().map(ListenerPlan.Tls::terminate).orElse(false);
        }
    }

    /**
     * The request goes to a backend.
     *
     * @param cluster what is spoken, with or without TLS
     * @param endpoints one of which gets it
     * @param upstream the request as the backend gets it, besides {@code Forwarded} and hop-by-hop headers
     * @param mirrors copies, by the key of the cluster that gets them
     */
    public record Forwarded(
            ClusterPlan cluster, List<EndpointsPlan.Endpoint> endpoints, Upstream upstream, List<Copy> mirrors)
            implements End {}

    /** A copy of the request, as it was when the mirror filter ran. */
    public record Copy(String cluster, Upstream upstream) {}

    /** A request to a backend. */
    public record Upstream(String method, String host, String target, List<HeaderLine> headers) {}

    /**
     * One backend of the rule.
     *
     * @param chosen in this run; another request may fall to another one
     * @param answered what the gateway itself answers to requests that fall to it (to connections it only has the reason); absent if
     *     they are forwarded, or if none do
     */
    public record Share(BackendPlan backend, double percent, boolean chosen, Optional<LocalReply> answered) {}

    /** Explains a request on a plan. */
    public static Explanation of(Plan plan, AskedRequest request) {
        return new Explainer(plan, request).explain();
    }

    /** The ports that a plan's listeners declare, for TCP or for UDP. */
    public static TreeSet<Integer> ports(Plan plan, boolean udp) {
        TreeSet<Integer> ports = new TreeSet<>();
        for (ListenerPlan listener : plan.listeners()) {
            if ((listener.protocol() == ListenerPlan.Protocol.UDP) == udp) {
                ports.add(listener.port());
            }
        }
        return ports;
    }
}
