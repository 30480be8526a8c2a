package io.gatewright.runtime.snapshot;

import io.gatewright.semantics.plan.Ack;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a snapshot with what it was made of, so that the next snapshot can tell whether it may be used again.
 *
 * @param inputs compared part by part: plan entries by value, made parts by identity
 * @param value null if it could not be made
 * @param problem null if it could
 */
record Made<T>(List<?> inputs, @Nullable T value, Ack.@Nullable Problem problem) {}
