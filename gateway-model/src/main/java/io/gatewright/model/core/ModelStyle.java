package io.gatewright.model.core;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.immutables.value.Value;

/**
 * How every value of the model is generated: for an interface {@code X} a public {@code ImmutableX} with
 * {@code ImmutableX.builder()}, plain JDK collections that keep the order of insertion, and no Guava. Put on packages.
 */
@Target({ElementType.PACKAGE, ElementType.TYPE})
@Retention(RetentionPolicy.CLASS)
@Value.Style(visibility = Value.Style.ImplementationVisibility.PUBLIC, jdkOnly = true)
public @interface ModelStyle {}
