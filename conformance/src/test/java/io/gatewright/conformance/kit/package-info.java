/** Tests of the kit itself: the case format and the corpus as a whole. The front door is {@code CorpusReader}. */
@org.jspecify.annotations.NullMarked
package io.gatewright.conformance.kit;
