package io.gatewright.semantics.match;

import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One match of one rule under one host, ready to be tried. What its bucket has already established is not tried again. */
final class Candidate {
    /** All conditions hold. */
    static final int FITS = -1;

    private static final int METHOD = 0;
    private static final int PATH = 1;
    private static final int FIRST_VALUE = 2;

    final Match match;
    private final @Nullable String method;
    private final ValueTest[] headers;
    private final ValueTest[] query;
    private final @Nullable PathTest path;

    Candidate(Match match, Expressions expressions) {
        this.match = match;
        MatchPlan plan = match.match();
        this.method = plan.method().orElse(null);
        this.headers = tests(plan.headers(), expressions);
        this.query = tests(plan.query(), expressions);
        this.path = PathTest.of(plan.path(), expressions);
    }

    private static ValueTest[] tests(List<MatchPlan.ValueMatch> matches, Expressions expressions) {
        return matches.stream()
                .map(match -> new ValueTest(
                        match.name(), match.value(), match.regex() ? expressions.get(match.value()) : null))
                .toArray(ValueTest[]::new);
    }

    /** {@link #FITS}, or a code for {@link #why}: the first condition that does not hold. Allocates nothing itself. */
    int test(RequestHead head) {
        if (method != null && !method.equals(head.method())) {
            return METHOD;
        }
        for (int i = 0; i < headers.length; i++) {
            ValueTest test = headers[i];
            CharSequence first = head.headers().first(test.name);
            if (first == null || !test.holds(head.headers().joined(test.name))) {
                return FIRST_VALUE + i;
            }
        }
        for (int i = 0; i < query.length; i++) {
            if (!query[i].holds(head.parameter(query[i].name))) {
                return FIRST_VALUE + headers.length + i;
            }
        }
        return path == null || path.holds(head.path()) ? FITS : PATH;
    }

    /** The exact values without which it cannot fit. */
    List<Demand> demands() {
        List<Demand> demands = new ArrayList<>();
        for (ValueTest test : headers) {
            if (test.expression == null) {
                demands.add(new Demand(new Field(true, test.name), test.value));
            }
        }
        for (ValueTest test : query) {
            if (test.expression == null) {
                demands.add(new Demand(new Field(false, test.name), test.value));
            }
        }
        return demands;
    }

    /**
     * A part of a request that has a name.
     *
     * @param header a header; false: a query parameter
     */
    record Field(boolean header, String name) {
        /** Its value in the form that {@link #test} compares, or null if it is absent. */
        @Nullable
        CharSequence of(RequestHead head) {
            return header ? head.headers().joined(name) : head.parameter(name);
        }
    }

    /** A value that must be there. */
    record Demand(Field field, String value) {}

    /** What {@link #test} found, in words. */
    String why(int code, RequestHead head) {
        if (code == FITS) {
            return "all conditions hold";
        }
        if (code == METHOD) {
            return "method is `" + head.method() + "`, expected `" + method + "`";
        }
        if (code == PATH) {
            return "path `" + head.path() + "` does not match " + path;
        }
        int value = code - FIRST_VALUE;
        if (value < headers.length) {
            // values of headers may be secrets, so only the configured side is shown
            boolean absent = head.headers().first(headers[value].name) == null;
            return "header " + headers[value] + (absent ? " is absent" : " has another value");
        }
        ValueTest test = query[value - headers.length];
        boolean absent = head.parameter(test.name) == null;
        return "query parameter " + test + (absent ? " is absent" : " has another value");
    }

    /** Each as often as it was asked for. */
    List<Expression> expressions() {
        List<Expression> into = new ArrayList<>(0);
        for (ValueTest test : headers) {
            test.collect(into);
        }
        for (ValueTest test : query) {
            test.collect(into);
        }
        if (path != null) {
            path.collect(into);
        }
        return into;
    }

    private record ValueTest(
            String name, String value, @Nullable Expression expression) {
        boolean holds(@Nullable CharSequence actual) {
            if (actual == null) {
                return false;
            }
            return expression != null ? expression.matches(actual) : value.contentEquals(actual);
        }

        void collect(Collection<Expression> into) {
            if (expression != null) {
                into.add(expression);
            }
        }

        @Override
        public String toString() {
            return "`" + name + (expression != null ? "` matching `" : "` = `") + value + "`";
        }
    }

    /** The part of a path match that its bucket leaves open: expressions. */
    private record PathTest(
            @Nullable Expression whole,
            @Nullable Expression service,
            @Nullable Expression method) {
        static @Nullable PathTest of(PathMatch path, Expressions expressions) {
            return path.<@Nullable PathTest>fold(
                    exact -> null,
                    prefix -> null,
                    regex -> new PathTest(expressions.get(regex.pattern()), null, null),
                    call -> call.regex()
                                    && (call.service().isPresent()
                                            || call.method().isPresent())
                            ? new PathTest(
                                    null,
                                    call.service().map(expressions::get).orElse(null),
                                    call.method().map(expressions::get).orElse(null))
                            : null);
        }

        boolean holds(String path) {
            if (whole != null) {
                return whole.matches(path);
            }
            int slash = GrpcTable.methodSlash(path);
            return slash > 0
                    && (service == null || service.matches(path.substring(1, slash)))
                    && (method == null || method.matches(path.substring(slash + 1)));
        }

        void collect(Collection<Expression> into) {
            for (Expression expression : new @Nullable Expression[] {whole, service, method}) {
                if (expression != null) {
                    into.add(expression);
                }
            }
        }

        @Override
        public String toString() {
            if (whole != null) {
                return "`" + whole + "`" + (whole.valid() ? "" : ", which is no valid expression");
            }
            return "service `" + (service == null ? ".*" : service) + "`, method `" + (method == null ? ".*" : method)
                    + "`";
        }
    }
}
