package io.gatewright.app.feed;

import io.gatewright.app.feed.FeedProtocol.End;
import io.gatewright.app.feed.FeedProtocol.Update;
import io.gatewright.model.core.Bytes;
import io.gatewright.semantics.plan.Ack;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.plan.PlanEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connected proxy, as its Gateway sees it. One difference is under way at a time; what changes meanwhile goes together. */
final class FedProxy {
    private final FedGateway gateway;
    private final String instance;
    private final Bytes sessionKey;
    private final Consumer<Update> out;
    private final Consumer<End> end;
    private @Nullable Plan sent;
    private long sentVersion;
    private @Nullable Ack ack;

    FedProxy(FedGateway gateway, String instance, byte[] sessionKey, Consumer<Update> out, Consumer<End> end) {
        this.gateway = gateway;
        this.instance = instance;
        this.sessionKey = Bytes.of(sessionKey);
        this.out = out;
        this.end = end;
    }

    FedGateway gateway() {
        return gateway;
    }

    String instance() {
        return instance;
    }

    /** What it said last; null as long as it has said nothing. */
    @Nullable
    Ack ack() {
        return ack;
    }

    /** Whether it was told something that it has not acknowledged. */
    boolean busy() {
        return sent != null && (ack == null || ack.version() < sentVersion);
    }

    long sentVersion() {
        return sentVersion;
    }

    void disconnect(End why) {
        end.accept(why);
    }

    /** Sends the first difference: against what the proxy says it has. */
    void begin(Plan plan, long version, Map<String, String> has, Map<String, String> digests) {
        List<PlanEntry> puts = new ArrayList<>();
        plan.entries().forEach((key, entry) -> {
            String digest = digests.get(key);
            if (digest == null || !digest.equals(has.get(key))) {
                puts.add(entry);
            }
        });
        List<String> gone = has.keySet().stream()
                .filter(key -> !plan.entries().containsKey(key))
                .toList();
        send(plan, version, puts, gone);
    }

    /** Whether this very plan is what it was sent last. */
    @SuppressWarnings("ReferenceEquality") // plans that are equal without being the same are merely compared anew
    boolean wasSent(Plan plan) {
        return sent == plan;
    }

    /** Sends a difference that is known: against the plan that it was sent last. */
    void next(Plan plan, PlanDiff diff) {
        send(plan, diff.version(), diff.puts(), diff.gone());
    }

    /** Sends what changed since the last time. */
    void next(Plan plan, long version) {
        Plan before = sent == null ? Plan.empty(plan.gateway()) : sent;
        PlanDiff diff = PlanDiff.between(before, plan, version);
        send(plan, version, diff.puts(), diff.gone());
    }

    private void send(Plan plan, long version, List<PlanEntry> puts, List<String> gone) {
        sent = plan;
        sentVersion = version;
        Map<String, String> lines = new LinkedHashMap<>();
        int size = 0;
        for (PlanEntry entry : puts) {
            if (size > FeedProtocol.CHUNK) {
                out.accept(new Update(version, lines, List.of(), true, sessionKey));
                lines = new LinkedHashMap<>();
                size = 0;
            }
            String line = FeedProtocol.line(entry);
            lines.put(entry.key(), line);
            size += line.length();
        }
        out.accept(new Update(version, lines, gone, false, sessionKey));
    }

    void acknowledged(Ack said) {
        ack = said;
    }
}
