package io.gatewright.semantics.topology;

import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.route.ParentReference;
import io.gatewright.model.sorted.Links;
import io.gatewright.semantics.attach.Opening;
import io.gatewright.semantics.attach.ParentVerdict;
import io.gatewright.semantics.attach.RouteHead;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which routes must be judged anew when a listener changes. A parentRef that names a section asks about that listener; one
 * that names none asks about all of its parent's, but only a listener that shares a host with the route can change an answer
 * that was yes. A no tells of all listeners, so it depends on each of them. Immutable.
 */
final class Asking {
    /** Sorts before every host. */
    private static final String ANY_CHANGE = "!";

    private static final String EVERY_HOST = "";

    private final Links<Place, ObjectRef> routes;

    /**
     * What a route depends on.
     *
     * @param parent that it names
     * @param section empty for all listeners of the parent
     * @param host with its labels in reverse order, so that hosts of one domain are neighbours
     */
    record Place(ObjectRef parent, String section, String host) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int order = parent.compareTo(other.parent);
            order = order != 0 ? order : section.compareTo(other.section);
            return order != 0 ? order : host.compareTo(other.host);
        }
    }

    private Asking(Links<Place, ObjectRef> routes) {
        this.routes = routes;
    }

    static Asking nobody() {
        return new Asking(Links.empty());
    }

    /** What a route depends on, judged as it is now. */
    static Set<Place> places(RouteHead head, List<ParentVerdict> verdicts) {
        Set<Place> places = new HashSet<>();
        for (ParentReference reference : head.parents()) {
            ObjectRef parent = reference.refFrom(head.route().namespace());
            boolean attached = verdicts.stream()
                    .anyMatch(
                            verdict -> verdict.attached() && verdict.parentRef().equals(reference));
            if (!attached) {
                places.add(new Place(parent, "", ANY_CHANGE));
            } else if (reference.sectionName().isPresent()) {
                places.add(new Place(parent, reference.sectionName().get(), EVERY_HOST));
            } else if (head.anyHost()) {
                places.add(new Place(parent, "", EVERY_HOST));
            } else {
                head.hostnames().forEach(host -> places.add(new Place(parent, "", reversed(host.text()))));
            }
        }
        return places;
    }

    Asking with(Set<Place> places, ObjectRef route) {
        Links<Place, ObjectRef> with = routes;
        for (Place place : places) {
            with = with.with(place, route);
        }
        return new Asking(with);
    }

    Asking without(Set<Place> places, ObjectRef route) {
        Links<Place, ObjectRef> without = routes;
        for (Place place : places) {
            without = without.without(place, route);
        }
        return new Asking(without);
    }

    /** The routes that depend on a parent in any way. */
    void ofParent(ObjectRef parent, TreeSet<ObjectRef> into) {
        routes.tree()
                .range(place -> place.parent().compareTo(parent))
                .forEach(set -> into.addAll(set.asMap().keySet()));
    }

    /**
     * The routes that depend on a listener which has come, gone or changed.
     *
     * @param before null if it is new
     * @param now null if it is gone
     */
    void ofListener(ObjectRef parent, @Nullable Opening before, @Nullable Opening now, TreeSet<ObjectRef> into) {
        into.addAll(routes.of(new Place(parent, "", ANY_CHANGE)));
        for (@Nullable Opening opening : new @Nullable Opening[] {before, now}) {
            if (opening != null) {
                into.addAll(routes.of(new Place(parent, opening.listener().section(), EVERY_HOST)));
                into.addAll(routes.of(new Place(parent, "", EVERY_HOST)));
                opening.hostname().ifPresentOrElse(host -> sharing(parent, host, into), () -> all(parent, into));
            }
        }
    }

    private void all(ObjectRef parent, TreeSet<ObjectRef> into) {
        routes.tree()
                .range(place -> {
                    int order = place.parent().compareTo(parent);
                    return order != 0 ? order : place.section().compareTo("");
                })
                .forEach(set -> into.addAll(set.asMap().keySet()));
    }

    /** Those with the host itself, with a wildcard that covers it, or, if it is one, with hosts that it covers. */
    private void sharing(ObjectRef parent, Hostname host, TreeSet<ObjectRef> into) {
        String reversed = reversed(host.text());
        into.addAll(routes.of(new Place(parent, "", reversed)));
        for (int dot = reversed.lastIndexOf('.'); dot > 0; dot = reversed.lastIndexOf('.', dot - 1)) {
            into.addAll(routes.of(new Place(parent, "", reversed.substring(0, dot + 1) + "*")));
        }
        if (host.wildcard()) {
            String domain = reversed.substring(0, reversed.length() - 1);
            Place first = new Place(parent, "", domain);
            routes.tree()
                    .range(place -> {
                        boolean below = place.section().isEmpty()
                                && place.host().startsWith(domain)
                                && place.parent().equals(parent);
                        return below ? 0 : place.compareTo(first);
                    })
                    .forEach(set -> into.addAll(set.asMap().keySet()));
        }
    }

    private static String reversed(String host) {
        StringBuilder reversed = new StringBuilder(host.length());
        int end = host.length();
        for (int dot = host.lastIndexOf('.'); dot >= 0; dot = host.lastIndexOf('.', dot - 1)) {
            reversed.append(host, dot + 1, end).append('.');
            end = dot;
        }
        return reversed.append(host, 0, end).toString();
    }
}
