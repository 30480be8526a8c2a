/**
 * The control loop: one inbox, one thread, from events to plans and reports. It serves a folder, a cluster and a test alike.
 * Front door: {@link io.gatewright.app.control.ControlLoop}.
 */
@NullMarked
package io.gatewright.app.control;

import org.jspecify.annotations.NullMarked;
