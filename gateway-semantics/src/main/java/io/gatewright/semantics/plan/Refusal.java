package io.gatewright.semantics.plan;

/**
 * Why a part of the plan answers with an error instead of serving. It stays in the plan, because a refused thing keeps its
 * place: its share of traffic, its rank among rules, its server name.
 *
 * @param reason the reason of the finding behind it, for example {@code RefNotPermitted}
 * @param message the finding's sentence
 */
public record Refusal(String reason, String message) {}
