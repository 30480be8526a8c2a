/** The corpus against a controller in a cluster: run by {@code conformance/cluster/corpus}, not by an ordinary build. */
@NullMarked
package io.gatewright.conformance.cluster;

import org.jspecify.annotations.NullMarked;
