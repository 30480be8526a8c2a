package io.gatewright.model.read;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.read.tree.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a text holds.
 *
 * @param objects every object of a kind the model knows, in the order of the text
 * @param problems what is wrong with the text itself and belongs to no object
 * @param skipped objects of kinds that are none of our business
 */
public record Reading(List<ReadObject> objects, List<Problem> problems, List<Skipped> skipped) {
    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(
            problem -> problem.at().orElse(new Location("", 0, 0)),
            Comparator.comparing(Location::file).thenComparing(Location::line).thenComparing(Location::column));

    /** An object of a kind that the model does not know. */
    public record Skipped(Location at, String apiVersion, String kind, String name) {}

    public Reading {
        objects = List.copyOf(objects);
        problems = List.copyOf(problems);
        skipped = List.copyOf(skipped);
    }

    /** The values of all objects that have one, in the order of the text. */
    public List<ApiObject> values() {
        return objects.stream().flatMap(object -> object.value().stream()).toList();
    }

    /** Everything that is wrong, by place. */
    public List<Problem> allProblems() {
        List<Problem> all = new ArrayList<>(problems);
        objects.forEach(object -> all.addAll(object.problems()));
        all.sort(BY_PLACE);
        return all;
    }

    /** Whether anything is so wrong that an object, or a part of the text, was refused. */
    public boolean hasErrors() {
        return allProblems().stream().anyMatch(Problem::isError);
    }
}
