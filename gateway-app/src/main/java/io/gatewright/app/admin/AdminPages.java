package io.gatewright.app.admin;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What the admin port shows. */
@FunctionalInterface
public interface AdminPages {
    /**
     * The page behind an address; 404 for an unknown one.
     *
     * @param target path and query
     * @param accept the Accept header, null if there was none
     */
    Page page(URI target, @Nullable String accept);

    /** One answer. */
    record Page(int status, String type, String body) {
        public static Page text(int status, String body) {
            return new Page(status, "text/plain; charset=utf-8", body);
        }

        public static Page json(int status, String body) {
            return new Page(status, "application/json", body.endsWith("\n") ? body : body + "\n");
        }
    }
}
