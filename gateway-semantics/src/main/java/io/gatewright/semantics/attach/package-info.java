/**
 * Attachment: a route's parentRef against listener, port, namespace, kind and hostname. Front door: {@link
 * io.gatewright.semantics.attach.Attachments}.
 */
@NullMarked
package io.gatewright.semantics.attach;

import org.jspecify.annotations.NullMarked;
