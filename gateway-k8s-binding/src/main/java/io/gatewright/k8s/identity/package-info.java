/** Who a proxy is, and the secret that the controller keeps about itself. */
@NullMarked
package io.gatewright.k8s.identity;

import org.jspecify.annotations.NullMarked;
