/** A proxy of a Gateway: the data plane, fed by a controller. Front door: {@link io.gatewright.app.proxy.Proxy}. */
@NullMarked
package io.gatewright.app.proxy;

import org.jspecify.annotations.NullMarked;
