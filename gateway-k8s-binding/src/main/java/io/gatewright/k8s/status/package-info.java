/**
 * Reports to patches: our own entries of our objects' statuses, only what differs, only as leader. What a status says is
 * decided by reports, here it is only written.
 */
@NullMarked
package io.gatewright.k8s.status;

import org.jspecify.annotations.NullMarked;
