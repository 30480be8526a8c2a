/**
 * What {@code gatewright demo} brings along: a backend to talk to and the quickstart's files. Front door: {@link
 * io.gatewright.app.demo.DemoBackend}.
 */
@NullMarked
package io.gatewright.app.demo;

import org.jspecify.annotations.NullMarked;
