package io.gatewright.semantics.pick;

import io.gatewright.semantics.plan.EndpointsPlan.Endpoint;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Chooses one endpoint of a backend: a door for other algorithms. Called on event loops; must not block. What differs
 * from call to call arrives as arguments, so one balancer may serve all clusters and threads.
 */
@FunctionalInterface
public interface Balancer {
    /** No endpoint. */
    int NOTHING = -1;

    /**
     * The position of the endpoint to use, or {@link #NOTHING} if there is none.
     *
     * @param endpoints of the cluster; may be empty
     * @param avoid positions to be chosen only when nothing better is left: already tried, ejected
     * @param load requests under way, per position
     */
    int choose(List<Endpoint> endpoints, RandomGenerator random, IntPredicate avoid, IntUnaryOperator load);

    /**
     * The default: two endpoints at random, the less loaded one of them. An endpoint that is to be avoided or that
     * terminates is chosen only if there is no other; to be avoided weighs more than to terminate.
     */
    static Balancer powerOfTwo() {
        return PowerOfTwo.INSTANCE;
    }
}
