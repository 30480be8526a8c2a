/**
 * The local admin port: health, readiness, metrics, status, plan, explain. Front door: {@link
 * io.gatewright.app.admin.AdminServer}.
 */
@NullMarked
package io.gatewright.app.admin;

import org.jspecify.annotations.NullMarked;
