/**
 * The command line: one class per command, and the exit codes. Its front door is {@link io.gatewright.app.cli.Main}.
 */
@NullMarked
package io.gatewright.app.cli;

import org.jspecify.annotations.NullMarked;
