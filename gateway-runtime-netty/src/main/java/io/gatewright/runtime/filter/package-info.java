/**
 * Filters that need I/O: external authorization, mirrors, and those of extensions. They see what their signature says and
 * nothing more of an exchange; in which order they run is decided in {@link io.gatewright.semantics.decide}. Front doors:
 * {@link io.gatewright.runtime.filter.AskingFilter}, {@link io.gatewright.runtime.filter.Mirror}.
 */
@NullMarked
package io.gatewright.runtime.filter;

import org.jspecify.annotations.NullMarked;
