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
        /** Changes a response of the backend. */
        void apply(MutableHeaders headers);

        /** Changes an answer of the gateway itself. */
        void applyToLocalReply(MutableHeaders headers);

        /** A response header filter: for responses of the backend only. */
        record HeaderFilter(HeaderEdit edit) implements Edit {
            @Override
            public void apply(MutableHeaders headers) {
                HeaderEdits.applyToResponse(edit, headers);
            }

            @Override
            public void applyToLocalReply(MutableHeaders headers) {
                // a filter of the route says nothing about answers that are not the backend's
            }
        }

        /** The headers of a CORS answer: for every answer, since scripts may read errors too. */
        record CorsHeaders(CorsHeaderSet headers) implements Edit {
            @Override
            public void apply(MutableHeaders into) {
                headers.apply(into);
            }

            @Override
            public void applyToLocalReply(MutableHeaders into) {
                headers.apply(into);
            }
        }
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
        edits.forEach(edit -> edit.apply(headers));
    }

    /** Changes an answer that the gateway makes itself: only CORS headers, so that scripts may read the error. */
    public void applyToLocalReply(MutableHeaders headers) {
        edits.forEach(edit -> edit.applyToLocalReply(headers));
    }
}
