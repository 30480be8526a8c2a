/** The access log: records of the data plane as lines of JSON. Front door: {@link io.gatewright.app.accesslog.JsonAccessLog}. */
@NullMarked
package io.gatewright.app.accesslog;

import org.jspecify.annotations.NullMarked;
