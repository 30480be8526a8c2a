/** The API server's objects as the model's values, and how each kind is addressed. Shared by the other rooms of the binding. */
@NullMarked
package io.gatewright.k8s.api;

import org.jspecify.annotations.NullMarked;
