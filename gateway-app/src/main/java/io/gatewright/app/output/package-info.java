/** How results are written: tables, colours, JSON, YAML, statuses in the form of the API. No decisions. */
@NullMarked
package io.gatewright.app.output;

import org.jspecify.annotations.NullMarked;
