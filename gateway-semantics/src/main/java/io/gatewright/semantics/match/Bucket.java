package io.gatewright.semantics.match;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.sorted.SharedTable;
import io.gatewright.semantics.trace.Step;
import io.gatewright.semantics.trace.Step.Verdict;
import io.gatewright.semantics.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** A table of buckets after changes of some of them; one in which nothing is left is no longer in it. */
    static SharedTable<String, Bucket> next(
            SharedTable<String, Bucket> before, Map<String, Change> changes, Expressions expressions) {
        SharedTable.Editor<String, Bucket> buckets = before.edit();
        changes.forEach((key, change) -> {
            Bucket after = change.of(buckets.get(key), expressions);
            if (after == null) {
                buckets.remove(key);
            } else {
                buckets.put(key, after);
            }
        });
        return buckets.build();
    }

    /** What changes in one bucket. */
    static final class Change {
        private final Set<ObjectRef> gone = new HashSet<>(2);
        private final List<Candidate> come = new ArrayList<>(2);

        /** All candidates of a route leave. */
        void without(ObjectRef route) {
            gone.add(route);
        }

        /** A candidate joins, also one of a route that leaves. */
        void with(Candidate candidate) {
            come.add(candidate);
        }

        /**
         * The bucket after the change.
         *
         * @param before null: there was none
         * @return null if nothing is left
         */
        @Nullable
        Bucket of(@Nullable Bucket before, Expressions expressions) {
            if (gone.isEmpty() && come.isEmpty()) {
                return before;
            }
            List<Candidate> candidates = new ArrayList<>(come);
            if (before != null) {
                for (Candidate candidate : before.candidates) {
                    if (gone.contains(candidate.match.route().route())) {
                        expressions.release(candidate.expressions());
                    } else {
                        candidates.add(candidate);
                    }
                }
            }
            return candidates.isEmpty() ? null : new Bucket(candidates);
        }
    }
}
