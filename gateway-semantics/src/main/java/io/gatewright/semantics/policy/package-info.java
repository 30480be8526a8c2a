/**
 * Policies: which one governs a target, which lose against it, and what the winner asks for. Front doors: {@link
 * io.gatewright.semantics.policy.BackendTlsPolicies} and its siblings.
 */
@NullMarked
package io.gatewright.semantics.policy;

import org.jspecify.annotations.NullMarked;
