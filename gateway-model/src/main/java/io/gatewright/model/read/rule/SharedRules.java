package io.gatewright.model.read.rule;

import io.gatewright.model.core.Kind;
import io.gatewright.model.policy.BackendTlsPolicyValidation;
import io.gatewright.model.policy.SubjectAltName;
import io.gatewright.model.read.shape.Complaints;
import io.gatewright.model.read.tree.FieldPath;
import io.gatewright.model.route.BackendObjectReference;
import io.gatewright.model.route.CookieConfig;
import io.gatewright.model.route.Fraction;
import io.gatewright.model.route.ParentReference;
import io.gatewright.model.route.SessionPersistence;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Rules of the parts that several kinds share. */
final class SharedRules {

    /** Rules of a reference to a backend, with or without weight. */
    static final List<Rule<BackendObjectReference>> BACKEND_REF = List.of(
            Rule.refuse(
                    "backend-port-missing",
                    "port",
                    ref -> ref.group().isEmpty()
                            && ref.kind().equals(BackendObjectReference.SERVICE)
                            && ref.port().isEmpty(),
                    ref -> "the reference to Service `" + ref.name() + "` has no port",
                    "the number of a port of the Service"),
            Rule.refuse(
                    "backend-port-forbidden",
                    "port",
                    ref -> ref.group().equals(Kind.EXPERIMENTAL_GROUP)
                            && ref.kind().equals("XBackend")
                            && ref.port().isPresent(),
                    ref -> "the reference to XBackend `" + ref.name() + "` has a port",
                    "no port: an XBackend names its own"));

    static final List<Rule<Fraction>> FRACTION = List.of(Rule.refuse(
            "fraction-at-most-one",
            "numerator",
            fraction -> fraction.numerator() > fraction.denominator(),
            fraction -> "`" + fraction.numerator() + "/" + fraction.denominator() + "` is more than the whole",
            "a numerator of at most the denominator"));

    static final List<Rule<SessionPersistence>> SESSION = List.of(
            Rule.refuse(
                    "session-permanent-timeout",
                    "absoluteTimeout",
                    session -> session.cookie()
                                    .filter(cookie -> cookie.lifetimeType().equals(CookieConfig.PERMANENT))
                                    .isPresent()
                            && session.absoluteTimeout().isEmpty(),
                    "a permanent cookie needs an end",
                    "an `absoluteTimeout`, or the lifetime `Session`"),
            Rule.refuse(
                    "session-cookie-unexpected",
                    "cookie",
                    session -> session.cookie().isPresent() && !session.type().equals(SessionPersistence.COOKIE),
                    session -> "`cookie` does not belong to type `" + session.type() + "`",
                    "no `cookie`, or the type `Cookie`"),
            Rule.refuse(
                    "session-cookie-missing",
                    "cookie",
                    session -> session.cookie().isEmpty() && session.type().equals(SessionPersistence.COOKIE),
                    "type `Cookie` needs the field `cookie`",
                    "a `cookie`, which may be `{}`"),
            Rule.refuse(
                    "session-header-unexpected",
                    "header",
                    session -> session.header().isPresent() && !session.type().equals(SessionPersistence.HEADER),
                    session -> "`header` does not belong to type `" + session.type() + "`",
                    "no `header`, or the type `Header`"),
            Rule.refuse(
                    "session-header-missing",
                    "header",
                    session -> session.header().isEmpty() && session.type().equals(SessionPersistence.HEADER),
                    "type `Header` needs the field `header`",
                    "a `header` with a name"));

    private static final List<Rule<SubjectAltName>> SUBJECT_ALT_NAME = List.of(
            Rule.refuse(
                    "san-hostname-missing",
                    "hostname",
                    san -> san.type().equals(SubjectAltName.HOSTNAME) && absent(san.hostname()),
                    "type `Hostname` needs the field `hostname`",
                    "a host name"),
            Rule.refuse(
                    "san-hostname-unexpected",
                    "hostname",
                    san -> !san.type().equals(SubjectAltName.HOSTNAME) && !absent(san.hostname()),
                    san -> "`hostname` does not belong to type `" + san.type() + "`",
                    "no `hostname`, or the type `Hostname`"),
            Rule.refuse(
                    "san-uri-missing",
                    "uri",
                    san -> san.type().equals(SubjectAltName.URI) && absent(san.uri()),
                    "type `URI` needs the field `uri`",
                    "a URI"),
            Rule.refuse(
                    "san-uri-unexpected",
                    "uri",
                    san -> !san.type().equals(SubjectAltName.URI) && !absent(san.uri()),
                    san -> "`uri` does not belong to type `" + san.type() + "`",
                    "no `uri`, or the type `URI`"));

    private static final List<Rule<BackendTlsPolicyValidation>> TRUST = List.of(
            Rule.refuse(
                    "trust-source-missing",
                    "",
                    validation ->
                            validation.caCertificateRefs().isEmpty() && absent(validation.wellKnownCACertificates()),
                    "nothing says which certificates to trust",
                    "either `caCertificateRefs` or `wellKnownCACertificates`"),
            Rule.refuse(
                    "trust-source-ambiguous",
                    "wellKnownCACertificates",
                    validation ->
                            !validation.caCertificateRefs().isEmpty() && !absent(validation.wellKnownCACertificates()),
                    "both `caCertificateRefs` and `wellKnownCACertificates` are set",
                    "one of the two"));

    /**
     * Both channels look at parents that are named twice; the standard one tells them apart by section only, the
     * experimental one by section or port. What either accepts is accepted here.
     */
    static final List<Rule<List<ParentReference>>> PARENT_REFS = List.of(
            Rule.of("parent-ref-indistinct", (refs, path, verdict) -> {
                if (bySection(refs)) {
                    return;
                }
                Map<Parent, Integer> first = new HashMap<>();
                for (int i = 0; i < refs.size(); i++) {
                    Integer earlier = first.putIfAbsent(Parent.of(refs.get(i)), i);
                    if (earlier != null && !alike(refs.get(i), refs.get(earlier))) {
                        String message = "names the same parent as item " + earlier
                                + ", but only one of them has a `sectionName` or `port`";
                        verdict.broken(path.item(i), message, "the same of the two fields in both");
                    }
                }
            }),
            Rule.of("parent-ref-unique", (refs, path, verdict) -> {
                if (bySection(refs)) {
                    return;
                }
                Map<List<Object>, Integer> first = new HashMap<>();
                for (int i = 0; i < refs.size(); i++) {
                    ParentReference ref = refs.get(i);
                    Integer earlier = first.putIfAbsent(List.of(Parent.of(ref), ref.sectionName(), ref.port()), i);
                    if (earlier != null) {
                        String message = "attaches to the same place as item " + earlier;
                        verdict.broken(path.item(i), message, "another `sectionName` or `port`");
                    }
                }
            }));

    private SharedRules() {}

    static List<Rule<?>> rules() {
        return Concat.of(BACKEND_REF, FRACTION, SESSION, SUBJECT_ALT_NAME, TRUST, PARENT_REFS);
    }

    /** Checks how the certificate of a backend is judged. */
    static void validation(BackendTlsPolicyValidation validation, FieldPath path, Complaints complaints) {
        Rule.all(TRUST, validation, path, complaints);
        Rule.each(SUBJECT_ALT_NAME, validation.subjectAltNames(), path.field("subjectAltNames"), complaints);
    }

    /** The names of rules of a route may not repeat. */
    static <T> Rule<List<T>> ruleNames(Function<T, Optional<String>> name) {
        return Rule.distinct(
                "rule-name-unique",
                "name",
                name::apply,
                repeated -> "the same name `" + repeated + "`",
                "another name for each rule");
    }

    /** A route may have so many matches and no more. */
    static <T> Rule<List<T>> matchesTotal(Function<T, List<?>> matches) {
        return Rule.refuse(
                "route-matches-total",
                "",
                rules -> rules.stream()
                                .mapToInt(rule -> matches.apply(rule).size())
                                .sum()
                        > 128,
                rules -> "the rules have "
                        + rules.stream()
                                .mapToInt(rule -> matches.apply(rule).size())
                                .sum()
                        + " matches in all",
                "at most 128, the others in another route");
    }

    static boolean absent(Optional<String> text) {
        return text.isEmpty() || text.get().isEmpty();
    }

    private static boolean alike(ParentReference a, ParentReference b) {
        return a.sectionName().isPresent() == b.sectionName().isPresent()
                && a.port().isPresent() == b.port().isPresent();
    }

    /** Whether the standard channel accepts: all references to a parent that is named twice have different sections. */
    private static boolean bySection(List<ParentReference> refs) {
        Set<List<Object>> places = new HashSet<>();
        Map<Parent, Boolean> sectioned = new HashMap<>();
        for (ParentReference ref : refs) {
            boolean section = ref.sectionName().isPresent();
            Boolean other = sectioned.putIfAbsent(Parent.of(ref), section);
            if (!places.add(List.of(Parent.of(ref), ref.sectionName())) || other != null && other != section) {
                return false;
            }
        }
        return true;
    }

    private record Parent(String group, String kind, String namespace, String name) {
        static Parent of(ParentReference ref) {
            return new Parent(ref.group(), ref.kind(), ref.namespace().orElse(""), ref.name());
        }
    }
}
