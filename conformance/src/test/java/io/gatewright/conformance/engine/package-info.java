/**
 * The engines in which this project runs the corpus besides the kit's own traffic: the reference, the compiled router and the
 * reports. The front door is {@code CorpusTest}.
 */
@org.jspecify.annotations.NullMarked
package io.gatewright.conformance.engine;
