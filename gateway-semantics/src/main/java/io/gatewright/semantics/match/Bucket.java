package io.gatewright.semantics.match;

import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Step.Verdict;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Candidates whose path condition is the same look-up, best first. */
final class Bucket {
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(candidate -> candidate.match.rank());

    static final Bucket EMPTY = new Bucket(List.of());

    private final Candidate[] candidates;
    private final @Nullable BucketIndex index;

    private Bucket(List<Candidate> candidates) {
        this.candidates = candidates.toArray(Candidate[]::new);
        Arrays.sort(this.candidates, BEST_FIRST);
        this.index = BucketIndex.of(this.candidates);
    }

    static Bucket of(List<Candidate> candidates) {
        return candidates.isEmpty() ? EMPTY : new Bucket(candidates);
    }

    boolean isEmpty() {
        return candidates.length == 0;
    }

    /** The best candidate that fits, or null. */
    @Nullable
    Match find(RequestHead head, Trace trace) {
        if (trace.on()) {
            return findTraced(head, trace);
        }
        if (index != null) {
            return index.find(head);
        }
        for (Candidate candidate : candidates) {
            if (candidate.test(head) == Candidate.FITS) {
                return candidate.match;
            }
        }
        return null;
    }

    /** The same question asked of the same candidates in the same order; the rest of the bucket is then told why it lost. */
    private @Nullable Match findTraced(RequestHead head, Trace trace) {
        Match found = null;
        for (Candidate candidate : candidates) {
            int code = candidate.test(head);
            if (code != Candidate.FITS) {
                step(trace, candidate, Verdict.SKIPPED, candidate.why(code, head));
            } else if (found == null) {
                found = candidate.match;
                step(trace, candidate, Verdict.TAKEN, candidate.why(code, head));
            } else {
                step(trace, candidate, Verdict.SKIPPED, outranked(found, candidate.match));
            }
        }
        return found;
    }

    static String outranked(Match by, Match loser) {
        return "outranked by " + by.subject() + ": " + by.rank().decidedBy(loser.rank());
    }

    private static void step(Trace trace, Candidate candidate, Verdict verdict, String sentence) {
        trace.step(new Step(Step.Kind.CANDIDATE, candidate.match.subject(), verdict, sentence));
    }

    /** Grows while a table is built. */
    static final class Builder {
        private final List<Candidate> candidates = new ArrayList<>(2);

        void add(Candidate candidate) {
            candidates.add(candidate);
        }

        Bucket build() {
            return of(candidates);
        }
    }
}
