package io.gatewright.semantics.edit;

import io.gatewright.semantics.plan.FilterPlan.HeaderEdit;
import java.util.List;

/**
 * What happens to the head of the response, in the order of the filters: the rule's, then the backend's. Immutable.
 */
public final class ResponseEdits {
    /** Changes nothing. */
    public static final ResponseEdits NONE = new ResponseEdits(List.of());

    /** One change. */
    public sealed interface Edit {
        /** A response header filter. */
        record HeaderFilter(HeaderEdit edit) implements Edit {}

        /** The headers of a CORS answer. */
        record CorsHeaders(CorsHeaderSet headers) implements Edit {}
    }

    private final List<Edit> edits;

    private ResponseEdits(List<Edit> edits) {
        this.edits = edits;
    }

    public static ResponseEdits of(List<Edit> edits) {
        return edits.isEmpty() ? NONE : new ResponseEdits(List.copyOf(edits));
    }

    /** The changes in order. */
    public List<Edit> edits() {
        return edits;
    }

    /** Changes a response of the backend. */
    public void apply(MutableHeaders headers) {
        for (Edit edit : edits) {
            if (edit instanceof Edit.HeaderFilter filter) {
                HeaderEdits.applyToResponse(filter.edit(), headers);
            } else if (edit instanceof Edit.CorsHeaders cors) {
                cors.headers().apply(headers);
            }
        }
    }

    /** Changes an answer that the gateway makes itself: only CORS headers, so that scripts may read the error. */
    public void applyToLocalReply(MutableHeaders headers) {
        for (Edit edit : edits) {
            if (edit instanceof Edit.CorsHeaders cors) {
                cors.headers().apply(headers);
            }
        }
    }
}
