package io.gatewright.semantics.topology;

import io.gatewright.semantics.policy.BackendTlsPolicies;
import io.gatewright.semantics.policy.TelemetryPolicies;
import io.gatewright.semantics.policy.TrafficPolicies;

/** The policies of all kinds. */
public record Policies(BackendTlsPolicies backendTls, TrafficPolicies traffic, TelemetryPolicies telemetry) {}
