/**
 * Why a request goes where it goes: the gateway's own evaluator, run with a recording trace on a plan. Front door: {@link
 * io.gatewright.app.explain.Explanation}.
 */
@NullMarked
package io.gatewright.app.explain;

import org.jspecify.annotations.NullMarked;
