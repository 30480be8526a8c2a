package io.gatewright.semantics.policy;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.name.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Which policies of one kind aim at what, the winner first.
 *
 * @param <P> the policy's value
 */
final class Targets<P extends ApiObject> {
    /** A target, whole or one of its sections; an empty section means the whole. */
    private record Place(ObjectRef target, String section) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byTarget = target.compareTo(other.target);
            return byTarget != 0 ? byTarget : section.compareTo(other.section);
        }
    }

    private final Map<Place, List<P>> byPlace = new TreeMap<>();
    private final Map<ObjectRef, List<P>> byTarget = new TreeMap<>();

    void add(ObjectRef target, Optional<String> section, P policy) {
        insert(byPlace.computeIfAbsent(new Place(target, section.orElse("")), place -> new ArrayList<>()), policy);
        insert(byTarget.computeIfAbsent(target, ref -> new ArrayList<>()), policy);
    }

    private void insert(List<P> policies, P policy) {
        if (!policies.contains(policy)) {
            policies.add(policy);
            policies.sort(Precedence.OLDEST_FIRST);
        }
    }

    /** The policy in force at a section: the one for it, else the one for the whole. */
    Optional<P> inForce(ObjectRef target, Optional<String> section) {
        return section.flatMap(name -> first(target, name)).or(() -> first(target, ""));
    }

    /** The policy that keeps this one from being in force at the very same place, if there is one. */
    Optional<P> winnerOver(P policy, ObjectRef target, Optional<String> section) {
        return first(target, section.orElse("")).filter(winner -> winner != policy);
    }

    /** All policies that aim at a target or at one of its sections. */
    List<P> aimingAt(ObjectRef target) {
        return byTarget.getOrDefault(target, List.of());
    }

    /** Names the targets at which the policies are not the ones they were; some more than once. */
    void since(Targets<P> before, Consumer<ObjectRef> changed) {
        byTarget.forEach((target, policies) -> {
            if (!policies.equals(before.byTarget.get(target))) {
                changed.accept(target);
            }
        });
        before.byTarget.keySet().stream()
                .filter(target -> !byTarget.containsKey(target))
                .forEach(changed);
    }

    /** All targets that some policy aims at. */
    Set<ObjectRef> all() {
        return byTarget.keySet();
    }

    private Optional<P> first(ObjectRef target, String section) {
        return byPlace.getOrDefault(new Place(target, section), List.of()).stream()
                .findFirst();
    }
}
