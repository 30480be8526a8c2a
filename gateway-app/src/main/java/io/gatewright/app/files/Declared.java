package io.gatewright.app.files;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.ModelReader;
import io.gatewright.model.read.Problem;
import io.gatewright.model.read.ReadObject;
import io.gatewright.model.read.Reading;
import io.gatewright.model.read.Strictness;
import io.gatewright.model.read.tree.Location;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.Unreadable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a set of texts declares: each object once, with the place where it stands, and everything that is wrong. Immutable.
 *
 * @param objects by identity. Of an object declared in several files the first file, in the order of names, counts; within
 *     one file the last declaration, as with kubectl
 * @param problems of all texts, sorted by place
 */
public record Declared(SortedMap<ObjectRef, Declaration> objects, List<Problem> problems) {
    private static final ModelReader READER = new ModelReader();
    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(
                    (Problem problem) -> problem.at().map(Location::file).orElse(""))
            .thenComparing(problem -> problem.at().map(Location::line).orElse(0))
            .thenComparing(problem -> problem.at().map(Location::column).orElse(0))
            .thenComparing(Problem::toString);

    /** Nothing declared; after the constants that the constructor needs. */
    public static final Declared NOTHING = new Declared(new TreeMap<>(), List.of());

    public Declared {
        objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
        problems = problems.stream().sorted(BY_PLACE).distinct().toList();
    }

    /**
     * One declared object.
     *
     * @param file as shown to people
     * @param object its value, unless it cannot be read
     * @param kept the problems for which an earlier version of the object stays in force: those of the object as its file
     *     shows it now, or those of the file if that does not show it any more; empty in the usual case
     */
    public record Declaration(String file, ReadObject object, List<Problem> kept) {
        public Declaration {
            kept = List.copyOf(kept);
        }

        /** Whether what the file says now counts. */
        boolean readable() {
            return kept.isEmpty() && object.value().isPresent();
        }

        /** Whether the world has a version of it, this one or an earlier one. */
        boolean inForce() {
            return readable() || !kept.isEmpty();
        }

        /** The same, after a version that is in force: if this one cannot be read, that one stays. */
        Declaration after(Declaration before) {
            return before.inForce() && object.value().isEmpty()
                    ? new Declaration(file, object, errors(object.problems()))
                    : this;
        }

        Event event(ObjectRef ref) {
            if (readable()) {
                return new Event.Put(object.value().orElseThrow());
            }
            return new Event.Spoiled(new Unreadable(ref, kept.isEmpty() ? object.problems() : kept));
        }
    }

    /** Reads one text as an API server would: what it would refuse is a problem. */
    public static Reading read(String file, String text) {
        return READER.read(file, text, Strictness.API_SERVER);
    }

    /** What these texts declare. */
    public static Declared of(SortedMap<String, Reading> readings) {
        return NOTHING.next(readings, List.of());
    }

    /**
     * What these texts declare after this: an object whose file has become unreadable in part, and does not show it any
     * more, stays.
     *
     * @param readings by file
     * @param more problems besides those of the texts
     */
    Declared next(SortedMap<String, Reading> readings, List<Problem> more) {
        SortedMap<ObjectRef, Declaration> next = new TreeMap<>();
        List<Problem> problems = new ArrayList<>(more);
        readings.forEach((file, reading) -> {
            problems.addAll(reading.problems());
            SortedMap<ObjectRef, ReadObject> own = new TreeMap<>();
            for (ReadObject object : reading.objects()) {
                problems.addAll(object.problems());
                own.put(object.ref(), object);
            }
            own.forEach((ref, object) -> {
                Declaration first = next.putIfAbsent(ref, new Declaration(file, object, List.of()));
                if (first != null) {
                    problems.add(duplicate(ref, object, first));
                }
            });
        });
        objects.forEach((ref, before) -> {
            if (next.computeIfPresent(ref, (same, now) -> now.after(before)) != null) {
                return;
            }
            Reading now = readings.get(before.file());
            List<Problem> errors = now == null ? List.of() : errors(now.problems());
            if (!errors.isEmpty()) {
                next.put(ref, before.inForce() ? new Declaration(before.file(), before.object(), errors) : before);
            }
        });
        return new Declared(next, problems);
    }

    private static List<Problem> errors(List<Problem> problems) {
        return problems.stream().filter(Problem::isError).toList();
    }

    private static Problem duplicate(ObjectRef ref, ReadObject object, Declaration first) {
        return new Problem(
                Problem.Severity.ERROR,
                "duplicate-object",
                Optional.of(object.source().at()),
                Optional.of(ref),
                "",
                "declared in two files: `" + first.object().source().at() + "` counts, this one does not",
                "each object in one file");
    }

    /** The events that turn a world made from {@code before} into one made from this. */
    List<Event> eventsSince(Declared before) {
        List<Event> events = new ArrayList<>();
        before.objects.keySet().forEach(ref -> {
            if (!objects.containsKey(ref)) {
                events.add(new Event.Gone(ref));
            }
        });
        objects.forEach((ref, declaration) -> {
            Declaration old = before.objects.get(ref);
            Event event = declaration.event(ref);
            if (old == null || !old.event(ref).equals(event)) {
                events.add(event);
            }
        });
        return events;
    }

    /** The events that make a world of this. */
    public List<Event> events() {
        return eventsSince(NOTHING);
    }

    /** Whether anything is so wrong that an object, or a part of a text, does not count. */
    public boolean hasErrors() {
        return problems.stream().anyMatch(Problem::isError);
    }

    /** The objects for which an earlier version stays in force, with the reasons. */
    public Map<ObjectRef, List<Problem>> keptInForce() {
        Map<ObjectRef, List<Problem>> kept = new TreeMap<>();
        objects.forEach((ref, declaration) -> {
            if (!declaration.kept().isEmpty()) {
                kept.put(ref, declaration.kept());
            }
        });
        return kept;
    }

    /** Where a field of an object stands, or the innermost part of its path that the text has. */
    public Optional<Location> locate(ObjectRef ref, String field) {
        return Optional.ofNullable(objects.get(ref))
                .map(declaration -> declaration.object().source().nearest(field));
    }
}
