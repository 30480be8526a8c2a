/**
 * Files and folders as an event source: looking, settling, reading, keeping the last good state, watching.
 */
@NullMarked
package io.gatewright.app.files;

import org.jspecify.annotations.NullMarked;
