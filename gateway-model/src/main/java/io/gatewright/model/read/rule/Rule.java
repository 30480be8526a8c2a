package io.gatewright.model.read.rule;

import io.gatewright.model.read.shape.Complaints;
import io.gatewright.model.read.tree.FieldPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One rule over several fields of a value: a name, and what it finds wrong.
 *
 * @param <T> what it judges: an object, a part of one, or a list of parts
 */
final class Rule<T> {

    /** Judges a value and tells each violation with the path it is at. */
    interface Check<T> {
        void check(T value, FieldPath path, Verdict verdict);
    }

    /** Receives violations of one rule. */
    interface Verdict {
        void broken(FieldPath path, String message, String expected);
    }

    private final String name;
    private final Check<T> check;

    private Rule(String name, Check<T> check) {
        this.name = name;
        this.check = check;
    }

    /** A rule that needs its own words. */
    static <T> Rule<T> of(String name, Check<T> check) {
        return new Rule<>(name, check);
    }

    /**
     * A rule that a value breaks as a whole.
     *
     * @param field the field to point at, empty for the value itself
     */
    static <T> Rule<T> refuse(
            String name, String field, Predicate<T> broken, Function<T, String> message, String expected) {
        return new Rule<>(name, (value, path, verdict) -> {
            if (broken.test(value)) {
                verdict.broken(field.isEmpty() ? path : path.field(field), message.apply(value), expected);
            }
        });
    }

    /** The same with a message that does not depend on the value. */
    static <T> Rule<T> refuse(String name, String field, Predicate<T> broken, String message, String expected) {
        return refuse(name, field, broken, value -> message, expected);
    }

    /**
     * A rule that something may occur once in a list.
     *
     * @param field the field of the later item to point at, empty for the item itself
     * @param key what may not repeat; empty for items that do not count
     * @param message from the key that repeats
     */
    static <T> Rule<List<T>> distinct(
            String name,
            String field,
            Function<T, Optional<?>> key,
            Function<Object, String> message,
            String expected) {
        return new Rule<>(name, (values, path, verdict) -> {
            Map<Object, Integer> first = new HashMap<>();
            for (int i = 0; i < values.size(); i++) {
                Optional<?> what = key.apply(values.get(i));
                Integer earlier = what.isPresent() ? first.putIfAbsent(what.get(), i) : null;
                if (earlier != null) {
                    FieldPath at = field.isEmpty() ? path.item(i) : path.item(i).field(field);
                    verdict.broken(at, message.apply(what.orElseThrow()) + " as item " + earlier, expected);
                }
            }
        });
    }

    String name() {
        return name;
    }

    private void apply(T value, FieldPath path, Complaints complaints) {
        check.check(value, path, (at, message, expected) -> complaints.error(name, at, message, expected));
    }

    /** Applies rules to a value. */
    static <T> void all(List<Rule<T>> rules, T value, FieldPath path, Complaints complaints) {
        for (Rule<T> rule : rules) {
            rule.apply(value, path, complaints);
        }
    }

    /** Applies rules to a value that may be absent. */
    static <T> void all(List<Rule<T>> rules, Optional<? extends T> value, FieldPath path, Complaints complaints) {
        if (value.isPresent()) {
            all(rules, value.get(), path, complaints);
        }
    }

    /** Applies rules to each item of a list. */
    static <T> void each(List<Rule<T>> rules, List<? extends T> values, FieldPath path, Complaints complaints) {
        for (int i = 0; i < values.size(); i++) {
            all(rules, values.get(i), path.item(i), complaints);
        }
    }
}
