/**
 * Plans from the controller to its proxies: one connection per proxy, differences one way and acknowledgements the other, as
 * framed JSON over TLS with a certificate authority of the controller's own. Front doors: {@link io.gatewright.app.feed.FeedServer}, a
 * {@code PlanSink}, and {@link io.gatewright.app.feed.FeedClient}, which gives what it gets to another one.
 */
@NullMarked
package io.gatewright.app.feed;

import org.jspecify.annotations.NullMarked;
