package io.gatewright.conformance.kit;

import io.gatewright.conformance.kit.Row.Protocol;
import io.gatewright.conformance.kit.Row.Target;
import io.gatewright.conformance.kit.Row.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An entry of {@code requests} to a {@link Row}. */
final class RowReader {
    private RowReader() {}

    static Row read(int number, @Nullable Object value) {
        String where = "requests[" + number + "]";
        Tree tree = Tree.of(where, value);
        Sent sent = Sent.read(where, tree.text("send", ""), tree.has("raw"));
        Optional<String> raw = text(tree, "raw");
        Map<String, Object> echo = tree.map("echo");
        Map<String, Integer> shares = new LinkedHashMap<>();
        tree.map("shares").forEach((name, part) -> {
            if (!(part instanceof Integer number1)) {
                throw new CaseFormatException(where + ".shares." + name + ": expected a whole number");
            }
            boolean reply = Character.isDigit(name.charAt(0)) || GrpcStatus.exists(name) || name.equals("refused");
            shares.put(reply ? name : service(name), number1);
        });
        Optional<Expect> expect = tree.has("expect")
                ? Optional.of(expect(where + ".expect", tree.get("expect"), sent.verb, echo.containsKey("status")))
                : Optional.empty();
        if (expect.isPresent() == !shares.isEmpty()) {
            throw new CaseFormatException(where + ": expected exactly one of `expect` and `shares`");
        }
        Row row = new Row(
                number,
                tree.text("note", ""),
                Target.parse(tree.text("to", "")),
                sent.verb,
                sent.method,
                sent.authority,
                sent.path,
                headers(where, tree.map("headers")),
                tree.text("body", ""),
                protocol(where, tree.text("protocol", sent.verb == Verb.GRPC ? "h2" : "h1")),
                text(tree, "sni"),
                text(tree, "certificate"),
                tree.text("trust", "kit"),
                text(tree, "connection"),
                tree.number("times", 0),
                raw,
                echo,
                expect,
                shares);
        tree.done();
        return row;
    }

    private static Optional<String> text(Tree tree, String key) {
        return Optional.ofNullable(tree.get(key)).map(Tree::text);
    }

    private static Protocol protocol(String where, String text) {
        return switch (text) {
            case "h1" -> Protocol.H1;
            case "h2" -> Protocol.H2;
            case "h1.0" -> Protocol.H1_0;
            default -> throw new CaseFormatException(where + ".protocol: expected h1, h2 or h1.0, got `" + text + "`");
        };
    }

    private static Map<String, List<String>> headers(String where, Map<String, Object> raw) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        raw.forEach((name, value) -> headers.put(name, Tree.texts(where + ".headers." + name, value)));
        return headers;
    }

    /** A service as the kit names it: {@code namespace/name}. */
    private static String service(String name) {
        return name.indexOf('/') < 0 && !name.equals("none") ? "default/" + name : name;
    }

    private static Expect expect(String where, @Nullable Object value, Verb verb, boolean anyStatus) {
        if (value instanceof Map<?, ?>) {
            return full(where, Tree.of(where, value), verb, anyStatus);
        }
        String text = Tree.text(value);
        Map<String, Object> map;
        if (value instanceof Integer) {
            map = Map.of("status", value);
        } else if (text.equals("refused")) {
            map = Map.of("refused", true);
        } else if (GrpcStatus.exists(text)) {
            map = Map.of("grpc", text);
        } else {
            map = Map.of("backend", text);
        }
        return full(where, Tree.of(where, map), verb, anyStatus);
    }

    private static Expect full(String where, Tree tree, Verb verb, boolean anyStatus) {
        Optional<String> backend = text(tree, "backend").map(RowReader::service);
        boolean served = backend.isPresent() && !backend.get().equals("none");
        List<Integer> status = new ArrayList<>();
        for (String code : tree.texts("status")) {
            try {
                status.add(Integer.parseInt(code));
            } catch (NumberFormatException e) {
                throw new CaseFormatException(where + ".status: expected a number, got `" + code + "`", e);
            }
        }
        Optional<String> grpc = text(tree, "grpc");
        if (grpc.isPresent() && !GrpcStatus.exists(grpc.get())) {
            throw new CaseFormatException(where + ".grpc: unknown status `" + grpc.get() + "`");
        }
        if (served && !anyStatus && status.isEmpty() && verb == Verb.HTTP) {
            status.add(200);
        }
        if (served && !anyStatus && grpc.isEmpty() && verb == Verb.GRPC) {
            grpc = Optional.of("OK");
        }
        Map<String, ValueCheck> headers = checks(where + ".headers", tree.map("headers"));
        text(tree, "location")
                .ifPresent(location -> headers.put("location", new ValueCheck(ValueCheck.Kind.IS, List.of(location))));
        Expect expect = new Expect(
                backend,
                List.copyOf(status),
                text(tree, "reason"),
                grpc,
                headers,
                lower(tree.texts("absent")),
                sees(where + ".sees", tree.get("sees")),
                seesAt(where + ".sees-at", tree.map("sees-at")),
                tree.has("mirrored")
                        ? Optional.of(tree.texts("mirrored").stream()
                                .map(RowReader::service)
                                .toList())
                        : Optional.empty(),
                sees(where + ".mirror-sees", tree.get("mirror-sees")),
                text(tree, "rule").map(RowReader::rule),
                text(tree, "certificate"),
                text(tree, "body"),
                text(tree, "within").map(text -> duration(where + ".within", text)),
                tree.flag("refused"));
        tree.done();
        return expect;
    }

    /** {@code HTTPRoute r/0} or {@code HTTPRoute ns/r/0} to the form with a namespace. */
    private static String rule(String text) {
        return text.indexOf('/') == text.lastIndexOf('/') ? text.replaceFirst(" ", " default/") : text;
    }

    private static Optional<Expect.Sees> sees(String where, @Nullable Object value) {
        if (value == null) {
            return Optional.empty();
        }
        Tree tree = Tree.of(where, value);
        Expect.Sees sees = new Expect.Sees(
                text(tree, "method"),
                text(tree, "path"),
                text(tree, "host"),
                checks(where + ".headers", tree.map("headers")),
                lower(tree.texts("absent")),
                text(tree, "protocol"),
                text(tree, "sni"),
                text(tree, "client"));
        tree.done();
        return Optional.of(sees);
    }

    private static Map<String, Expect.Sees> seesAt(String where, Map<String, Object> raw) {
        Map<String, Expect.Sees> at = new LinkedHashMap<>();
        raw.forEach((name, value) -> sees(where + "." + name, value).ifPresent(sees -> at.put(service(name), sees)));
        return at;
    }

    private static Map<String, ValueCheck> checks(String where, Map<String, Object> raw) {
        Map<String, ValueCheck> checks = new LinkedHashMap<>();
        raw.forEach(
                (name, value) -> checks.put(name.toLowerCase(Locale.ROOT), ValueCheck.read(where + "." + name, value)));
        return checks;
    }

    private static List<String> lower(List<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    static Duration duration(String where, String text) {
        try {
            if (text.endsWith("ms")) {
                return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
            }
            if (text.endsWith("s")) {
                return Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
            }
        } catch (NumberFormatException e) {
            throw new CaseFormatException(where + ": expected a time like 300ms or 2s, got `" + text + "`", e);
        }
        throw new CaseFormatException(where + ": expected a time like 300ms or 2s, got `" + text + "`");
    }

    /** The parts of {@code send}. */
    private record Sent(Verb verb, String method, Optional<String> authority, String path) {
        static Sent read(String where, String text, boolean raw) {
            if (text.isEmpty()) {
                if (raw) {
                    return new Sent(Verb.HTTP, "GET", Optional.empty(), "");
                }
                throw new CaseFormatException(where + ".send: expected something like `GET a.example.com/x`");
            }
            int space = text.indexOf(' ');
            String word = space < 0 ? text : text.substring(0, space);
            String rest = space < 0 ? "" : text.substring(space + 1).strip();
            Verb verb = switch (word) {
                case "GRPC" -> Verb.GRPC;
                case "WS" -> Verb.WS;
                case "TCP" -> Verb.TCP;
                case "TLS" -> Verb.TLS;
                case "UDP" -> Verb.UDP;
                default -> Verb.HTTP;
            };
            int slash = rest.indexOf(rest.endsWith(" *") ? ' ' : '/');
            String host = slash < 0 ? rest : rest.substring(0, slash);
            String path = slash < 0
                    ? (verb == Verb.HTTP || verb == Verb.WS ? "/" : "")
                    : rest.substring(slash).strip();
            return new Sent(
                    verb, verb == Verb.HTTP ? word : "", host.isEmpty() ? Optional.empty() : Optional.of(host), path);
        }
    }
}
