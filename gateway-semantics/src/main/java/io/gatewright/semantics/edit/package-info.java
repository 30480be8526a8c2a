/**
 * Pure edits of request and response heads: headers, paths, redirects, CORS. What an edit changes is behind the small
 * interfaces {@link io.gatewright.semantics.edit.MutableHead} and {@link io.gatewright.semantics.edit.MutableHeaders},
 * which the data plane and {@code explain} implement.
 */
@NullMarked
package io.gatewright.semantics.edit;

import org.jspecify.annotations.NullMarked;
