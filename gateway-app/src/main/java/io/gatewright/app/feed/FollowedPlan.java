package io.gatewright.app.feed;

import io.gatewright.model.core.Bytes;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanEntry;
import io.gatewright.semantics.plan.PlanSink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The plan that a proxy has: put together from the parts of differences, given to the data plane under versions of its own
 * (those of different controllers cannot be compared), and kept on disk. Used by one thread; {@link #plan} by any.
 */
public final class FollowedPlan {
    private static final System.Logger LOG = System.getLogger(FollowedPlan.class.getName());

    private final ObjectRef gateway;
    private final PlanSinks sinks;
    private final LocalCopy copy;
    private final Map<String, String> puts = new LinkedHashMap<>();
    private final Set<String> gone = new HashSet<>();
    private final Map<String, Ack.Problem> notUnderstood = new TreeMap<>();
    private volatile Plan plan;
    private @Nullable PlanSink sink;
    private Bytes sessionKey = Bytes.of(new byte[0]);
    private long version;
    private @Nullable Ack lastAck;

    /** Makes the data plane when it is known by which key session tokens are authenticated. */
    @FunctionalInterface
    public interface PlanSinks {
        PlanSink open(byte[] sessionKey);
    }

    /**
     * @param sinks asked once, with the first plan
     * @param copy where the newest plan is kept
     */
    public FollowedPlan(ObjectRef gateway, PlanSinks sinks, LocalCopy copy) {
        this.gateway = gateway;
        this.sinks = sinks;
        this.copy = copy;
        this.plan = Plan.empty(gateway);
    }

    /**
     * Serves what was kept, if there is something.
     *
     * @param acks told when it is served
     * @return whether there was
     */
    public boolean restore(Consumer<Ack> acks) {
        Optional<LocalCopy.Kept> kept = copy.read(gateway);
        kept.ifPresent(found -> {
            sessionKey = found.sessionKey();
            put(found.plan(), PlanDiff.between(Plan.empty(gateway), found.plan(), version + 1), acks);
        });
        return kept.isPresent();
    }

    /** What this proxy does. */
    public Plan plan() {
        return plan;
    }

    /** What it has. Made when it is asked for, which is once per connection: kept, it would weigh as much as the plan's keys. */
    Map<String, String> digests() {
        // a difference that was cut off in the middle counts for nothing, and what was not understood is sent again
        puts.clear();
        gone.clear();
        notUnderstood.clear();
        return FeedProtocol.digests(plan);
    }

    /** What the data plane said last, and what it could not be told. */
    @Nullable
    Ack lastAck() {
        Ack last = lastAck;
        if (last == null) {
            return null;
        }
        List<Ack.Problem> problems = new ArrayList<>(last.problems());
        problems.addAll(notUnderstood.values());
        if (last.version() < version) {
            String message = "a proxy could not put its newest plan into effect and serves the one before: see its log";
            problems.add(new Ack.Problem(Ack.WHOLE_GATEWAY, "Invalid", message));
        }
        return new Ack(last.gateway(), last.version(), last.bound(), problems);
    }

    /** Takes note of what the data plane says. */
    void said(Ack ack) {
        lastAck = ack;
    }

    /** Adds a part; says whether it was the last one of a difference. */
    boolean add(FeedProtocol.Update part) {
        puts.putAll(part.puts());
        gone.addAll(part.gone());
        if (sessionKey.isEmpty()) {
            sessionKey = part.sessionKey();
        }
        return !part.more();
    }

    /** Puts the difference that was added into effect. */
    void apply(Consumer<Ack> acks) {
        SortedMap<String, PlanEntry> entries = new TreeMap<>();
        for (Iterator<Map.Entry<String, String>> parts = puts.entrySet().iterator(); parts.hasNext(); ) {
            Map.Entry<String, String> part = parts.next();
            String key = part.getKey();
            try {
                PlanEntry entry = FeedProtocol.entry(part.getValue());
                entries.put(entry.key(), entry);
                notUnderstood.remove(key);
            } catch (IllegalArgumentException e) {
                LOG.log(System.Logger.Level.ERROR, "`" + key + "` of the plan is not understood: " + e.getMessage());
                String message = "a proxy does not understand `" + key + "`: run the version of the controller";
                notUnderstood.put(key, new Ack.Problem(key, "Invalid", message));
            }
            parts.remove(); // a first plan is large: text and entries need not all be there at once
        }
        gone.forEach(notUnderstood::remove);
        PlanDiff diff = news(entries);
        Plan next = diff.isEmpty() ? plan : plan.apply(diff);
        puts.clear();
        gone.clear();
        put(next, diff, acks);
        copy.write(next, sessionKey);
    }

    /** What of these entries and of those that are gone is not so already: costs what came, not what there is. */
    private PlanDiff news(SortedMap<String, PlanEntry> entries) {
        Map<String, PlanEntry> known = plan.entries();
        return new PlanDiff(
                gateway,
                version + 1,
                entries.values().stream()
                        .filter(entry -> !entry.equals(known.get(entry.key())))
                        .toList(),
                gone.stream().filter(known::containsKey).sorted().toList());
    }

    private void put(Plan next, PlanDiff diff, Consumer<Ack> acks) {
        plan = next;
        Ack last = lastAck;
        if (diff.isEmpty() && last != null) {
            acks.accept(last);
            return;
        }
        version++;
        PlanSink known = sink;
        if (known == null) {
            known = sinks.open(sessionKey.toArray());
            sink = known;
        }
        known.accept(diff, acks);
    }
}
