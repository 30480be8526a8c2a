package io.gatewright.runtime.observe;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens on one port below HTTP. Any thread. */
public final class PortMeters {
    final LongAdder opened = new LongAdder();
    final LongAdder closed = new LongAdder();
    final LongAdder handshakes = new LongAdder();
    final LongAdder bytesIn = new LongAdder();
    final LongAdder bytesOut = new LongAdder();
    final ConcurrentSkipListMap<String, LongAdder> refused = new ConcurrentSkipListMap<>();

    PortMeters() {}

    /** A connection was accepted, or a UDP session began. */
    public void opened() {
        opened.increment();
    }

    /** It is over. */
    public void closed() {
        closed.increment();
    }

    /** A TLS handshake was completed. */
    public void handshake() {
        handshakes.increment();
    }

    /**
     * A connection or datagram was turned away before a listener served it.
     *
     * @param reason a word from a fixed set, such as {@code server_name_unknown}
     */
    public void refused(String reason) {
        refused.computeIfAbsent(reason, r -> new LongAdder()).increment();
    }

    /** Bytes relayed by a TCP, TLS or UDP route. */
    public void relayed(long in, long out) {
        bytesIn.add(in);
        bytesOut.add(out);
    }

    /** Connections, or UDP sessions, open now. */
    public long active() {
        return opened.sum() - closed.sum();
    }

    /** Connections accepted since the start. */
    public long accepted() {
        return opened.sum();
    }

    /** How many were turned away for this reason. */
    public long refusedFor(String reason) {
        LongAdder count = refused.get(reason);
        return count == null ? 0 : count.sum();
    }
}
