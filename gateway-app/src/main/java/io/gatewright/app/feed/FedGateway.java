package io.gatewright.app.feed;

import io.gatewright.app.feed.FeedProtocol.End;
import io.gatewright.app.feed.FeedProtocol.Reason;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One Gateway's plan and the proxies that get it. Used by the feed's thread only. */
final class FedGateway {
    private static final System.Logger LOG = System.getLogger(FedGateway.class.getName());

    private final ObjectRef ref;
    private final Consumer<Ack> later;
    private final FeedServer.Settings settings;
    private final BooleanSupplier leading;
    private final BiConsumer<Runnable, Duration> timer;
    private final Set<FedProxy> proxies = new LinkedHashSet<>();
    private final NavigableMap<Long, Consumer<Ack>> waiting = new TreeMap<>();
    private final Map<String, Digested> digests = new HashMap<>();
    private Plan plan;
    private long version;
    private @Nullable Ack told;
    private boolean planned;

    /** A digest and what it was made of: entries that did not change are the same objects. */
    private record Digested(PlanEntry entry, String digest) {}

    FedGateway(
            ObjectRef ref,
            Consumer<Ack> later,
            FeedServer.Settings settings,
            BooleanSupplier leading,
            BiConsumer<Runnable, Duration> timer) {
        this.ref = ref;
        this.later = later;
        this.settings = settings;
        this.leading = leading;
        this.timer = timer;
        this.plan = Plan.empty(ref);
    }

    ObjectRef ref() {
        return ref;
    }

    int proxies() {
        return proxies.size();
    }

    /** Nothing to serve and nobody who serves it: what is known here can be forgotten. */
    boolean idle() {
        return proxies.isEmpty() && plan.entries().isEmpty() && waiting.isEmpty();
    }

    void accept(PlanDiff diff, Consumer<Ack> acks) {
        Plan before = plan;
        plan = plan.apply(diff);
        version = diff.version();
        planned = true;
        if (!leading.getAsBoolean()) {
            waiting.clear(); // nobody answers here: whoever leads one day answers for the newest
        }
        waiting.put(version, acks);
        if (plan.entries().isEmpty() && proxies.isEmpty()) {
            tell(new Ack(ref, version, List.of(), List.of())); // nothing to serve, and nobody who does
            return;
        }
        for (FedProxy proxy : proxies) {
            if (!proxy.busy() && proxy.wasSent(before)) {
                proxy.next(plan, diff);
                expect(proxy);
            } else {
                push(proxy);
            }
        }
        if (proxies.isEmpty()) {
            awaitProxies();
        }
    }

    /** Who leads anew hears from the proxies soon; if it does not, that is what there is to say. */
    void awaitProxies() {
        timer.accept(
                () -> {
                    if (planned && leading.getAsBoolean() && proxies.stream().allMatch(proxy -> proxy.ack() == null)) {
                        tell(new Ack(ref, version, List.of(), List.of()));
                    }
                },
                settings.patience());
    }

    /**
     * A proxy that may have this Gateway's plan: its Gateway is known by then, so that a plan that was never given means
     * that there is nothing to serve.
     */
    void join(FedProxy proxy, Map<String, String> has) {
        proxies.add(proxy);
        LOG.log(
                System.Logger.Level.DEBUG,
                "proxy `" + proxy.instance() + "` of Gateway `" + ref.namespacedName() + "` connected");
        proxy.begin(plan, version, has, digests());
        expect(proxy);
    }

    private Map<String, String> digests() {
        digests.keySet().retainAll(plan.entries().keySet());
        Map<String, String> all = new LinkedHashMap<>();
        plan.entries().forEach((key, entry) -> {
            Digested known = digests.get(key);
            if (known == null || known.entry() != entry) {
                known = new Digested(entry, FeedProtocol.digest(entry));
                digests.put(key, known);
            }
            all.put(key, known.digest());
        });
        return all;
    }

    void leave(FedProxy proxy) {
        if (proxies.remove(proxy)) {
            if (proxies.isEmpty()) {
                awaitProxies();
            } else {
                settle();
            }
        }
    }

    void disconnect(End why) {
        List.copyOf(proxies).forEach(proxy -> proxy.disconnect(why));
    }

    void acknowledged(FedProxy proxy, Ack ack) {
        proxy.acknowledged(ack);
        if (!proxy.busy() && proxy.sentVersion() < version) {
            push(proxy);
        }
        settle();
    }

    private void push(FedProxy proxy) {
        if (!proxy.busy()) {
            proxy.next(plan, version);
            expect(proxy);
        }
    }

    private void expect(FedProxy proxy) {
        long expected = proxy.sentVersion();
        timer.accept(
                () -> {
                    if (proxies.contains(proxy) && proxy.busy() && proxy.sentVersion() == expected) {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "proxy `" + proxy.instance() + "` of Gateway `" + ref.namespacedName()
                                        + "` does not acknowledge its plan: disconnected");
                        proxy.disconnect(End.of(Reason.DEADLINE_EXCEEDED, "no acknowledgement"));
                    }
                },
                settings.slowest());
    }

    /** Says what the proxies have in common. One that never said anything is still starting, and has no traffic yet. */
    private void settle() {
        List<Ack> acks = new ArrayList<>();
        for (FedProxy proxy : proxies) {
            Ack ack = proxy.ack();
            if (ack != null) {
                acks.add(ack);
            }
        }
        if (!acks.isEmpty()) {
            tell(common(acks));
        }
    }

    private Ack common(List<Ack> acks) {
        long oldest = acks.stream().mapToLong(Ack::version).min().orElseThrow();
        List<Ack.Bound> bound = acks.get(0).bound().stream()
                .filter(socket -> acks.stream()
                        .allMatch(ack -> ack.bound().stream()
                                .anyMatch(other -> other.port() == socket.port() && other.udp() == socket.udp())))
                .toList();
        Map<String, Ack.Problem> problems = new TreeMap<>();
        acks.forEach(ack -> ack.problems().forEach(problem -> problems.putIfAbsent(problem.entry(), problem)));
        return new Ack(ref, oldest, bound, List.copyOf(problems.values()));
    }

    private void tell(Ack ack) {
        NavigableMap<Long, Consumer<Ack>> answered = waiting.headMap(ack.version(), true);
        List<Consumer<Ack>> receivers = List.copyOf(answered.values());
        answered.clear();
        boolean news = !ack.equals(told);
        told = ack;
        if (receivers.isEmpty() && news) {
            later.accept(ack);
        }
        receivers.forEach(receiver -> receiver.accept(ack));
    }
}
