/**
 * The wire forms of HTTP: strict HTTP/1 framing and HTTP/2 frames of our own, and the neutral stream in
 * which both protocols and both sides of the gateway speak. Knows bytes and rules of the RFCs, nothing of routes. Front
 * doors: {@link io.gatewright.runtime.codec.MessageStream} and its two sides.
 */
@NullMarked
package io.gatewright.runtime.codec;

import org.jspecify.annotations.NullMarked;
