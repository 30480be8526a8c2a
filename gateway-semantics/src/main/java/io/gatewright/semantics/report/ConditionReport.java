package io.gatewright.semantics.report;

/**
 * One condition as it ought to be. The time of its last transition is the writer's business, who knows what stood there
 * before.
 *
 * @param type for example {@code Accepted}
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason for example {@code NoMatchingParent}
 * @param message for people
 * @param observedGeneration the generation of the object that this was derived from
 */
public record ConditionReport(String type, String status, String reason, String message, long observedGeneration) {}
