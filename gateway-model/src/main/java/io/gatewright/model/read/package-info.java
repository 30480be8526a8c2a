/**
 * From text or a watch to values and back, with everything wrong told as a {@link io.gatewright.model.read.Problem}. The
 * front door is {@link io.gatewright.model.read.ModelReader}; {@link io.gatewright.model.read.Kinds} is the table of what
 * can be read, {@link io.gatewright.model.read.ModelJson} writes values back.
 */
@NullMarked
package io.gatewright.model.read;

import org.jspecify.annotations.NullMarked;
