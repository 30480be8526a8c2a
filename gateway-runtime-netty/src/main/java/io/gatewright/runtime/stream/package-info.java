/**
 * Relays below HTTP: TCP, TLS passed through or terminated, UDP.
 */
@NullMarked
package io.gatewright.runtime.stream;

import org.jspecify.annotations.NullMarked;
