/**
 * The controller of a cluster: watches, the control loop, the feed, status and infrastructure, wired together. Front door:
 * {@link io.gatewright.app.controller.Controller}.
 */
@NullMarked
package io.gatewright.app.controller;

import org.jspecify.annotations.NullMarked;
