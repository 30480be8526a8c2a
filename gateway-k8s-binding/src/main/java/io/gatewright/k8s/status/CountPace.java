package io.gatewright.k8s.status;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.gateway.Gateway;
import io.gatewright.model.gateway.ImmutableGateway;
import io.gatewright.model.gateway.ImmutableGatewayStatus;
import io.gatewright.model.gateway.ImmutableListenerSet;
import io.gatewright.model.gateway.ImmutableListenerSetStatus;
import io.gatewright.model.gateway.ImmutableListenerStatus;
import io.gatewright.model.gateway.ListenerSet;
import io.gatewright.model.gateway.ListenerStatus;
import io.gatewright.model.name.ObjectRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * When {@code attachedRoutes} is written. A thousand routes in a row change it a thousand times, and each number but the last
 * is of no use to anybody: so a status in which nothing else differs waits until its report stays the same for a moment. It is
 * written at once if that has not happened for some seconds, and after these seconds in any case. Thread-safe.
 */
final class CountPace {
    static final Duration QUIET = Duration.ofMillis(400);
    static final Duration MOST = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final Map<ObjectRef, Times> times = new HashMap<>();

    /** When its report last changed, and when its status was last written. */
    private record Times(long changed, long written) {}

    /** @param nanoTime the time, as {@link System#nanoTime} has it */
    CountPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The report about an object has changed. */
    synchronized void changed(ObjectRef ref) {
        // the time of an object that was never written is not asked for
        times.computeIfPresent(ref, (key, known) -> new Times(nanoTime.getAsLong(), known.written()));
    }

    /** The status of an object was written. */
    synchronized void written(ApiObject object) {
        if (object instanceof Gateway || object instanceof ListenerSet) {
            long now = nanoTime.getAsLong();
            times.merge(object.ref(), new Times(now, now), (known, fresh) -> new Times(known.changed(), now));
        }
    }

    synchronized void gone(ObjectRef ref) {
        times.remove(ref);
    }

    /** How long the write that turns {@code current} into {@code wanted} has to wait; zero or less: not at all. */
    Duration rest(ApiObject current, ApiObject wanted) {
        if (!onlyCounts(current, wanted)) {
            return Duration.ZERO;
        }
        synchronized (this) {
            Times known = times.get(current.ref());
            if (known == null) {
                return Duration.ZERO;
            }
            long now = nanoTime.getAsLong();
            Duration quiet = QUIET.minusNanos(now - known.changed());
            Duration most = MOST.minusNanos(now - known.written());
            return quiet.compareTo(most) < 0 ? quiet : most;
        }
    }

    /** Whether numbers of routes are all that differs between two statuses of an object. */
    static boolean onlyCounts(ApiObject current, ApiObject wanted) {
        if (current instanceof Gateway a && wanted instanceof Gateway b) {
            return without(a).equals(without(b));
        }
        return current instanceof ListenerSet a
                && wanted instanceof ListenerSet b
                && without(a).equals(without(b));
    }

    private static Gateway without(Gateway gateway) {
        ImmutableGateway copy = ImmutableGateway.copyOf(gateway);
        return copy.withStatus(ImmutableGatewayStatus.copyOf(copy.status())
                .withListeners(without(copy.status().listeners())));
    }

    private static ListenerSet without(ListenerSet set) {
        ImmutableListenerSet copy = ImmutableListenerSet.copyOf(set);
        return copy.withStatus(ImmutableListenerSetStatus.copyOf(copy.status())
                .withListeners(without(copy.status().listeners())));
    }

    private static List<ListenerStatus> without(List<ListenerStatus> listeners) {
        return listeners.stream()
                .<ListenerStatus>map(
                        listener -> ImmutableListenerStatus.copyOf(listener).withAttachedRoutes(0))
                .toList();
    }
}
