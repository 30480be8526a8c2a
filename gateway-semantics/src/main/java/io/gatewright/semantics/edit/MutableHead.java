package io.gatewright.semantics.edit;

import org.jspecify.annotations.Nullable;

/** The head of a request on its way to a backend. Used by one thread. */
public interface MutableHead extends MutableHeaders {
    String method();

    /** The authority that the backend will see: the client's own, port included, until it is rewritten. */
    String host();

    /** Changes {@code Host} and {@code :authority}. */
    void setHost(String authority);

    /** Starts with a slash; {@code *} for the asterisk form. */
    String path();

    /** Changes the path and keeps the query. */
    void setPath(String path);

    /** Raw; null if there is none. */
    @Nullable
    String query();

    /** An independent copy of the head as it is now: what a mirror gets. */
    MutableHead copy();
}
