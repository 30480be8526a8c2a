/**
 * The rules of the API over several fields of one object, which its CRDs express in CEL: one small named rule each, on
 * values, after defaults. The front door is {@link io.gatewright.model.read.rule.Rules}.
 */
@NullMarked
package io.gatewright.model.read.rule;

import org.jspecify.annotations.NullMarked;
