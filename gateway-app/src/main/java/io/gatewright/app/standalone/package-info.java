/**
 * A gateway in one process, without a cluster: what goes without saying in files, the wiring of control loop and data plane.
 * The door for programs that embed a gateway is {@link io.gatewright.app.standalone.Standalone}.
 */
@NullMarked
package io.gatewright.app.standalone;

import org.jspecify.annotations.NullMarked;
