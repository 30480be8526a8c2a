/**
 * Judging declared objects without serving them: everything that reading and semantics have to say, with its place in the
 * files. Front doors: {@link io.gatewright.app.check.Analysis}, {@link io.gatewright.app.check.Remark}.
 */
@NullMarked
package io.gatewright.app.check;

import org.jspecify.annotations.NullMarked;
