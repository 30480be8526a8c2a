/**
 * From a tree (of YAML or of a watch) to a value and back. Front doors:
 * {@link io.gatewright.model.read.Kinds}, the table of what can be read, and {@link io.gatewright.model.read.ModelJson}.
 */
@NullMarked
package io.gatewright.model.read;

import org.jspecify.annotations.NullMarked;
