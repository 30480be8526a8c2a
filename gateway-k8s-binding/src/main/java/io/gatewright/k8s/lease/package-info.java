/** Which replica leads. */
@NullMarked
package io.gatewright.k8s.lease;

import org.jspecify.annotations.NullMarked;
