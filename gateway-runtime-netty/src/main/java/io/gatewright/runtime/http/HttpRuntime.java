package io.gatewright.runtime.http;

import io.gatewright.runtime.RuntimeSettings;
import io.gatewright.runtime.filter.AskingFilters;
import io.gatewright.runtime.observe.Meters;
import io.gatewright.runtime.upstream.Upstreams;
import io.gatewright.semantics.pick.Balancer;

/** What all exchanges of a data plane share. Immutable but for the counters and pools behind it. */
final class HttpRuntime {
    final RuntimeSettings settings;
    final Meters meters;
    final Upstreams upstreams;
    final Balancer balancer = Balancer.powerOfTwo();
    final HttpDate date;
    final LocalReplies replies;
    final ForwardedHeaders forwarded;
    final Sessions sessions;
    final AskingFilters filters = AskingFilters.found();

    HttpRuntime(RuntimeSettings settings, Meters meters, Upstreams upstreams) {
        this.settings = settings;
        this.meters = meters;
        this.upstreams = upstreams;
        date = new HttpDate(settings.clock());
        replies = new LocalReplies(settings.reasonHeader(), date);
        forwarded = new ForwardedHeaders(settings.trustedProxies());
        sessions = new Sessions(settings);
    }
}
