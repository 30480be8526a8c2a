/**
 * The wire forms of HTTP: strict HTTP/1 framing of our own, translation of HTTP/2 header blocks, and the neutral stream in
 * which both protocols and both sides of the gateway speak. Knows bytes and rules of the RFCs, nothing of routes. Front
 * doors: {@link io.gatewright.runtime.codec.MessageStream} and its two sides.
 */
@NullMarked
package io.gatewright.runtime.codec;

import org.jspecify.annotations.NullMarked;
