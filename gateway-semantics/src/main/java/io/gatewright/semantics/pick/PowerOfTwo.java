package io.gatewright.semantics.pick;

import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/** The better of two random endpoints, of the best tier that has any. */
final class PowerOfTwo implements Balancer {
    static final PowerOfTwo INSTANCE = new PowerOfTwo();

    /** Blind draws before all endpoints are looked at: nearly always the first two are good. */
    private static final int DRAWS = 6;

    private static final int BEST = 0;
    private static final int TIERS = 4;

    private PowerOfTwo() {}

    @Override
    public int choose(List<Endpoint> endpoints, RandomGenerator random, IntPredicate avoid, IntUnaryOperator load) {
        int size = endpoints.size();
        if (size <= 1) {
            return size - 1;
        }
        int first = NOTHING;
        for (int draw = 0; draw < DRAWS; draw++) {
            int at = random.nextInt(size);
            if (at == first || tier(endpoints, at, avoid) != BEST) {
                continue;
            }
            if (first != NOTHING) {
                return lessLoaded(first, at, load);
            }
            first = at;
        }
        return first != NOTHING ? first : search(endpoints, random, avoid, load);
    }

    /** Looks at every endpoint: for clusters where good ones are rare. */
    private static int search(
            List<Endpoint> endpoints, RandomGenerator random, IntPredicate avoid, IntUnaryOperator load) {
        int size = endpoints.size();
        int[] members = new int[TIERS];
        for (int i = 0; i < size; i++) {
            members[tier(endpoints, i, avoid)]++;
        }
        int best = BEST;
        while (members[best] == 0) {
            best++;
        }
        int one = nth(endpoints, best, random.nextInt(members[best]), avoid);
        int other = nth(endpoints, best, random.nextInt(members[best]), avoid);
        return lessLoaded(one, other, load);
    }

    private static int nth(List<Endpoint> endpoints, int tier, int n, IntPredicate avoid) {
        int left = n;
        for (int i = 0; i < endpoints.size(); i++) {
            if (tier(endpoints, i, avoid) == tier && left-- == 0) {
                return i;
            }
        }
        // `avoid` changed between the counts: any endpoint is as good as another
        return 0;
    }

    private static int tier(List<Endpoint> endpoints, int at, IntPredicate avoid) {
        return (avoid.test(at) ? 2 : 0) + (endpoints.get(at).terminating() ? 1 : 0);
    }

    private static int lessLoaded(int one, int other, IntUnaryOperator load) {
        return load.applyAsInt(other) < load.applyAsInt(one) ? other : one;
    }
}
