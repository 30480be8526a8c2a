package io.gatewright.model.read.shape;

/**
 * A field of an object.
 *
 * @param required whether an API server refuses the object without it
 */
public record Field(String name, Shape shape, boolean required) {}
