package io.gatewright.semantics.plan;

import io.gatewright.model.name.ObjectRef;
import java.util.List;

/**
 * What a data plane says about a plan: the only fact that flows back into the control path.
 *
 * @param gateway whose plan
 * @param version the {@link PlanDiff#version()} that now serves
 * @param bound the sockets that listen
 * @param problems the entries that could not be put into effect; everything else serves
 */
public record Ack(ObjectRef gateway, long version, List<Bound> bound, List<Problem> problems) {
    /** The {@link Problem#entry} of what concerns the Gateway as a whole: nothing could be set up that serves it. */
    public static final String WHOLE_GATEWAY = "gateway";

    public Ack {
        bound = List.copyOf(bound);
        problems = List.copyOf(problems);
    }

    /**
     * One listening socket.
     *
     * @param port the port that the listeners declare
     * @param udp true for a UDP socket, false for TCP
     * @param address the local IP address in text form; told by a cluster, the IP address or host name
     *     that leads there, empty as long as there is none
     * @param actualPort the port really bound (differs under {@code --port-offset} and in tests)
     */
    public record Bound(int port, boolean udp, String address, int actualPort) {}

    /**
     * An entry that does not serve.
     *
     * @param entry the {@link PlanEntry#key()}, or {@link Ack#WHOLE_GATEWAY}
     * @param reason a reason in the style of conditions, for example {@code PortUnavailable}
     * @param message what, where, and the way out
     */
    public record Problem(String entry, String reason, String message) {}
}
