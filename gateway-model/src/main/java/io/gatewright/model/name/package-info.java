/**
 * The words of the API, parsed and normalised once: who an object is ({@link io.gatewright.model.name.ObjectRef}), which
 * hosts a name stands for ({@link io.gatewright.model.name.Hostname}), how long something may take
 * ({@link io.gatewright.model.name.GatewayDuration}). Nothing here knows an API object.
 */
@NullMarked
package io.gatewright.model.name;

import org.jspecify.annotations.NullMarked;
