/**
 * The structural rules of every kind: types, required fields, enums, patterns, limits, unique items, unknown fields, as a
 * small declarative language ({@link io.gatewright.model.read.shape.Shape}) and one table per group of kinds. The front
 * door is {@link io.gatewright.model.read.shape.Schemas}.
 */
@NullMarked
package io.gatewright.model.read.shape;

import org.jspecify.annotations.NullMarked;
