package io.gatewright.conformance.reference;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Does a match take a request, and which of those that do comes first. */
final class Matching {
    /**
     * A match of a rule under a hostname of its route that takes the request's host.
     *
     * @param attached the route and the hostname
     * @param rule of the route
     * @param ruleIndex its place
     * @param match one entry of {@code matches}
     * @param matchIndex its place
     */
    record Candidate(Attaching.Attached attached, Node rule, int ruleIndex, Node match, int matchIndex) {
        Node route() {
            return attached.route();
        }

        boolean grpc() {
            return route().kind().equals("GRPCRoute");
        }
    }

    private Matching() {}

    /**
     * The order of HTTPRouteRule.matches and GRPCRouteRule.matches after HTTPRouteSpec.hostnames. A GRPCRoute is asked
     * before an HTTPRoute of the same hostname; only gRPC requests get so far.
     */
    static final Comparator<Candidate> BEST_FIRST =
            // "Characters in a matching non-wildcard hostname", "Characters in a matching hostname"
            Comparator.<Candidate>comparingInt(one -> -Hosts.rank(one.attached().declared()))
                    .thenComparing(one -> !one.grpc())
                    // "Characters in a matching service", "Characters in a matching method"
                    .thenComparingInt(one -> one.grpc() ? callRank(one.match(), "service") : 0)
                    .thenComparingInt(one -> one.grpc() ? callRank(one.match(), "method") : 0)
                    // "Exact path match", "Prefix path match with largest number of characters"
                    .thenComparingInt(one -> one.grpc() ? 0 : pathRank(one.match()))
                    // "Method match"
                    .thenComparing(
                            one -> one.grpc() || !one.match().at("method").present())
                    // "Largest number of header matches", "... query param matches"
                    .thenComparingInt(one ->
                            -firstOfEach(one.match().list("headers"), true).size())
                    .thenComparingInt(one ->
                            -firstOfEach(one.match().list("queryParams"), false).size())
                    // "The oldest Route", "first in alphabetical order by {namespace}/{name}", "the FIRST matching
                    // rule"
                    .thenComparing(one -> one.route().created())
                    .thenComparing(one -> one.route().namespace())
                    .thenComparing(one -> one.route().name())
                    .thenComparingInt(Candidate::ruleIndex)
                    .thenComparingInt(Candidate::matchIndex);

    /** Larger than any length the API allows. */
    private static final int CLASS = 10_000;

    /** Exact, then expressions (whose place the API leaves open), then prefixes; the longer one of two alike first. */
    private static int pathRank(Node match) {
        return switch (pathType(match)) {
            case "Exact" -> 0;
            case "RegularExpression" -> CLASS - match.text("path.value", "/").length();
            default -> 2 * CLASS - prefix(match).length();
        };
    }

    /** Spelled out, then expressions, then absent; the longer one of two alike first. */
    private static int callRank(Node match, String part) {
        int length = match.text("method." + part, "").length();
        boolean regex = match.text("method.type", "Exact").equals("RegularExpression");
        return length == 0 ? 0 : regex ? -length : -CLASS - length;
    }

    static String pathType(Node match) {
        return match.text("path.type", "PathPrefix");
    }

    /** "The trailing slash in a prefix is ignored"; the root is empty then. */
    static String prefix(Node match) {
        String value = match.text("path.value", "/");
        return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    }

    static boolean takes(Candidate candidate, Asked asked, String path) {
        Node match = candidate.match();
        return candidate.grpc() ? takesCall(match, asked, path) : takesRequest(match, asked, path);
    }

    private static boolean takesRequest(Node match, Asked asked, String path) {
        boolean pathTaken = switch (pathType(match)) {
            case "Exact" -> path.equals(match.text("path.value", "/"));
            case "PathPrefix" -> {
                String prefix = prefix(match);
                yield path.equals(prefix) || path.startsWith(prefix + "/");
            }
            case "RegularExpression" -> expression(match.text("path.value", "/"), path);
            default -> false;
        };
        boolean methodTaken =
                !match.at("method").present() || match.text("method", "").equals(asked.method());
        Map<String, String> parameters = asked.parameters();
        return pathTaken
                && methodTaken
                && headers(match, asked)
                && firstOfEach(match.list("queryParams"), false).values().stream()
                        .allMatch(wanted -> value(wanted, parameters.get(wanted.text("name", ""))));
    }

    private static boolean takesCall(Node match, Asked asked, String path) {
        String[] call = path.split("/", -1);
        if (!asked.grpc() || call.length != 3) {
            return false;
        }
        boolean regex = match.text("method.type", "Exact").equals("RegularExpression");
        return part(match, "method.service", regex, call[1])
                && part(match, "method.method", regex, call[2])
                && headers(match, asked);
    }

    private static boolean part(Node match, String field, boolean regex, String got) {
        String wanted = match.text(field, "");
        return wanted.isEmpty() || (regex ? expression(wanted, got) : wanted.equals(got));
    }

    private static boolean headers(Node match, Asked asked) {
        return firstOfEach(match.list("headers"), true).values().stream().allMatch(wanted -> {
            List<String> lines = asked.headers().get(wanted.text("name", "").toLowerCase(Locale.ROOT));
            return value(wanted, lines == null ? null : String.join(",", lines));
        });
    }

    private static boolean value(Node wanted, @org.jspecify.annotations.Nullable String got) {
        if (got == null) {
            return false;
        }
        String value = wanted.text("value", "");
        return wanted.text("type", "Exact").equals("Exact") ? value.equals(got) : expression(value, got);
    }

    /** "Only the first entry with an equivalent name MUST be considered." */
    private static Map<String, Node> firstOfEach(List<Node> entries, boolean anyCase) {
        Map<String, Node> first = new TreeMap<>();
        for (Node entry : entries) {
            String name = entry.text("name", "");
            first.putIfAbsent(anyCase ? name.toLowerCase(Locale.ROOT) : name, entry);
        }
        return first;
    }

    private static boolean expression(String expression, String got) {
        try {
            return Pattern.matches(expression, got);
        } catch (PatternSyntaxException refused) {
            return false;
        }
    }
}
