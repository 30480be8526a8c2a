package io.gatewright.semantics.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds candidates of a large bucket by a value that each of them demands, so that hundreds of rules which one header tells
 * apart cost one look-up. It only leaves out candidates that cannot fit; order and conditions are the bucket's own.
 */
final class BucketIndex {
    /** Below this many candidates trying them all is as fast. */
    private static final int WORTHWHILE = 8;

    /** One header or query parameter, with the places of the candidates that demand a value of it, best first. */
    private record Selector(Candidate.Field field, Map<String, int[]> places) {}

    private final Candidate[] candidates;
    private final Selector[] selectors;
    private final int[] others;

    private BucketIndex(Candidate[] candidates, Selector[] selectors, int[] others) {
        this.candidates = candidates;
        this.selectors = selectors;
        this.others = others;
    }

    /**
     * An index of these candidates, or null if it would be of no use.
     *
     * @param candidates best first
     */
    static @Nullable BucketIndex of(Candidate[] candidates) {
        if (candidates.length < WORTHWHILE) {
            return null;
        }
        Map<Candidate.Demand, Integer> frequency = new HashMap<>();
        for (Candidate candidate : candidates) {
            candidate.demands().forEach(demand -> frequency.merge(demand, 1, Integer::sum));
        }
        Map<Candidate.Field, Map<String, List<Integer>>> found = new LinkedHashMap<>();
        List<Integer> others = new ArrayList<>();
        for (int place = 0; place < candidates.length; place++) {
            // of several values the rarest one leaves the fewest to be tried
            Candidate.Demand rarest = null;
            for (Candidate.Demand demand : candidates[place].demands()) {
                if (rarest == null || count(frequency, demand) < count(frequency, rarest)) {
                    rarest = demand;
                }
            }
            if (rarest == null) {
                others.add(place);
            } else {
                found.computeIfAbsent(rarest.field(), field -> new HashMap<>())
                        .computeIfAbsent(rarest.value(), value -> new ArrayList<>(1))
                        .add(place);
            }
        }
        if (found.isEmpty()) {
            return null;
        }
        List<Selector> selectors = new ArrayList<>();
        found.forEach((field, values) -> {
            Map<String, int[]> places = new HashMap<>();
            values.forEach((value, list) -> places.put(value, array(list)));
            selectors.add(new Selector(field, places));
        });
        return new BucketIndex(candidates, selectors.toArray(Selector[]::new), array(others));
    }

    private static int count(Map<Candidate.Demand, Integer> frequency, Candidate.Demand demand) {
        return frequency.getOrDefault(demand, 0);
    }

    private static int[] array(List<Integer> places) {
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The best candidate that fits, or null: as if all were tried in their order. */
    @Nullable
    Match find(RequestHead head) {
        int best = first(others, head, candidates.length);
        for (Selector selector : selectors) {
            CharSequence value = selector.field.of(head);
            int[] places = value == null ? null : selector.places.get(value.toString());
            if (places != null) {
                best = first(places, head, best);
            }
        }
        return best == candidates.length ? null : candidates[best].match;
    }

    /** The first of these places before the limit whose candidate fits, else the limit. */
    private int first(int[] places, RequestHead head, int limit) {
        for (int place : places) {
            if (place >= limit) {
                break;
            }
            if (candidates[place].test(head) == Candidate.FITS) {
                return place;
            }
        }
        return limit;
    }
}
