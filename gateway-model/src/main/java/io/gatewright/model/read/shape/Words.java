package io.gatewright.model.read.shape;

import static io.gatewright.model.read.shape.Shape.choice;
import static io.gatewright.model.read.shape.Shape.integer;
import static io.gatewright.model.read.shape.Shape.list;
import static io.gatewright.model.read.shape.Shape.map;
import static io.gatewright.model.read.shape.Shape.may;
import static io.gatewright.model.read.shape.Shape.need;
import static io.gatewright.model.read.shape.Shape.object;
import static io.gatewright.model.read.shape.Shape.partOf;
import static io.gatewright.model.read.shape.Shape.text;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Locale;

/** The strings, numbers and small objects that all kinds of the API share (v1 shared_types, meta/v1). */
final class Words {
    private static final String LABEL = "[a-z0-9]++(?:-++[a-z0-9]++)*+";
    private static final String SUBDOMAIN = LABEL + "(?:\\." + LABEL + ")*+";
    private static final String QUALIFIED_END = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";

    static final Form DNS_NAME =
            Form.of("a DNS name: lower case letters, digits and inner hyphens, in labels joined by dots", SUBDOMAIN);
    static final Form HOST_NAME =
            Form.of("a DNS name, optionally with `*.` in front, as in `*.example.com`", "(?:\\*\\.)?" + SUBDOMAIN);
    static final Form DNS_LABEL = Form.of("a DNS label: lower case letters, digits and inner hyphens", LABEL);
    static final Form GROUP_NAME =
            Form.of("an API group: empty, or a DNS name as in `example.com`", "(?:" + SUBDOMAIN + ")?");
    static final Form KIND_NAME = Form.of(
            "a kind: letters, digits and inner hyphens, a letter first", "[a-zA-Z](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?");
    static final Form TOKEN =
            Form.of("an HTTP token: letters, digits and any of ``!#$%&'*+-.^_`|~``", "[A-Za-z0-9!#$%&'*+\\-.^_`|~]+");
    static final Form HEADER_TEXT =
            new Form("visible ASCII characters with single blanks or tabs between them", Words::isHeaderText);
    static final Form PATH_TEXT = Form.of(
            "the characters of a URL path, others percent-encoded",
            "(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]++|%[0-9a-fA-F]{2})++");
    static final Form DURATION = Form.of(
            "up to four numbers with a unit of h, m, s or ms, as in `1m30s`", "(?:[0-9]{1,5}(?:h|ms|m|s)){1,4}");
    static final Form DOMAIN_PATH =
            Form.of("a domain and a path, as in `example.com/name`", SUBDOMAIN + "/[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");
    static final Form LABEL_VALUE = Form.of(
            "a label value: letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit",
            "(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?");
    static final Form URI_TEXT =
            Form.of("a URI with scheme and authority, as in `spiffe://example.com/x`", "[^:/?#]+://.*");
    private static final Form TIME = new Form("a time as in `2026-11-23T08:30:00Z`", Words::isTime);
    private static final Form CONDITION_TYPE = Form.of(
            "a condition type: CamelCase, optionally after a domain and a slash",
            "(?:" + SUBDOMAIN + "/)?(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final Form REASON =
            Form.of("a reason: one CamelCase word", "[A-Za-z](?:[A-Za-z0-9_,:]*[A-Za-z0-9_])?");
    static final Form TRUST = Form.of(
            "`System`, or a domain and a name as in `example.com/name`",
            "System|" + SUBDOMAIN + "/(?:[A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]");

    static final Form LABEL_KEY = Form.of(
            "a name of at most 63 characters, optionally after a domain and a slash",
            "(?:" + SUBDOMAIN + "/)?" + QUALIFIED_END);

    private static final Form ANNOTATION_KEY =
            new Form(LABEL_KEY.expected(), key -> LABEL_KEY.accepts().test(key.toLowerCase(Locale.ROOT)));

    static final TextShape GROUP = text().length(0, 253).form(GROUP_NAME);
    static final TextShape KIND = text().length(1, 63).form(KIND_NAME);
    static final TextShape NAME = text().length(1, 253);
    static final TextShape NAMESPACE = text().length(1, 63).form(DNS_LABEL);
    static final TextShape SECTION = text().length(1, 253).form(DNS_NAME);
    static final TextShape HOSTNAME = text().length(1, 253).form(HOST_NAME);
    static final TextShape PRECISE_HOSTNAME = text().length(1, 253).form(DNS_NAME);
    static final TextShape TIMESPAN = text().form(DURATION);
    static final TextShape HEADER_NAME = text().length(1, 256).form(TOKEN);
    static final TextShape HEADER_VALUE = text().length(1, 4096).form(HEADER_TEXT);
    static final TextShape CONTROLLER = text().length(1, 253).form(DOMAIN_PATH);
    static final TextShape TIMESTAMP = text().form(TIME);
    static final IntegerShape PORT = integer(1, 65535);
    static final MapShape LABELS = map(text().length(0, 63).form(LABEL_VALUE));
    static final MapShape OPTIONS = map(text().length(0, 4096)).size(0, 16);

    static final ObjectShape LOCAL_REF = object(need("group", GROUP), need("kind", KIND), need("name", NAME));
    static final ObjectShape NAMED_REF = LOCAL_REF.with(may("namespace", NAMESPACE));
    static final ObjectShape SECRET_REF =
            object(may("group", GROUP), may("kind", KIND), need("name", NAME), may("namespace", NAMESPACE));
    static final ObjectShape BACKEND_OBJECT_REF = SECRET_REF.with(may("port", PORT));
    static final ObjectShape PARENT_REF = BACKEND_OBJECT_REF.with(may("sectionName", SECTION));

    static final ObjectShape SELECTOR = object(
            may("matchLabels", map(text())),
            may(
                    "matchExpressions",
                    list(object(need("key", text()), need("operator", text()), may("values", list(text()))))));

    static final ObjectShape FRACTION =
            object(need("numerator", integer(0, Integer.MAX_VALUE)), may("denominator", integer(1, Integer.MAX_VALUE)));

    static final ObjectShape SESSION_PERSISTENCE = object(
            may("type", choice("Cookie", "Header")),
            may("absoluteTimeout", TIMESPAN),
            may("header", object(need("name", HEADER_NAME))),
            may(
                    "cookie",
                    object(
                            may("name", HEADER_NAME),
                            may("path", text().length(0, 1024)),
                            may("lifetimeType", choice("Permanent", "Session")))));

    private static final ObjectShape CONDITION = object(
            need("type", text().length(0, 316).form(CONDITION_TYPE)),
            need("status", choice("True", "False", "Unknown")),
            may("observedGeneration", integer(0, Long.MAX_VALUE)),
            need("lastTransitionTime", TIMESTAMP),
            need("reason", text().length(1, 1024).form(REASON)),
            need("message", text().length(0, 32768)));

    static final ListShape CONDITIONS = list(CONDITION).keyed("type");

    /** Conditions of one entry of a status, which has at least one and at most eight. */
    static final ListShape ENTRY_CONDITIONS = CONDITIONS.items(1, 8);

    static final ObjectShape POLICY_ANCESTOR = object(
            need("ancestorRef", PARENT_REF), need("controllerName", CONTROLLER), need("conditions", ENTRY_CONDITIONS));

    static final ObjectShape POLICY_STATUS =
            object(need("ancestors", list(POLICY_ANCESTOR).items(0, 16)));

    private static final ObjectShape OWNER = object(
            need("apiVersion", text()),
            need("kind", text()),
            need("name", text()),
            need("uid", text()),
            may("controller", Shape.flag()),
            may("blockOwnerDeletion", Shape.flag()));

    static final ObjectShape METADATA = object(
            need("name", text().length(1, 253).form(DNS_NAME)),
            may("generateName", text()),
            may("namespace", NAMESPACE),
            may("labels", LABELS.keyed(LABEL_KEY)),
            may("annotations", map(text()).keyed(ANNOTATION_KEY)),
            may("uid", text()),
            may("resourceVersion", text()),
            may("generation", integer(0, Long.MAX_VALUE)),
            may("creationTimestamp", TIMESTAMP),
            may("deletionTimestamp", TIMESTAMP),
            may("deletionGracePeriodSeconds", integer(0, Long.MAX_VALUE)),
            may("finalizers", list(text())),
            may("ownerReferences", list(OWNER)),
            may("managedFields", Shape.any()),
            may("selfLink", text()));

    private Words() {}

    /** A whole document: the part common to all objects, and the rest. */
    static ObjectShape document(Field... fields) {
        return object(may("apiVersion", text()), may("kind", text()), need("metadata", METADATA))
                .with(fields);
    }

    /** A whole document of a kind of which we keep only a part. */
    static ObjectShape documentPart(TextShape name, Field... fields) {
        ObjectShape metadata = METADATA.with(need("name", name));
        return partOf(may("apiVersion", text()), may("kind", text()), need("metadata", metadata))
                .with(fields);
    }

    private static boolean isHeaderText(String text) {
        boolean blank = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isBlank = c == ' ' || c == '\t';
            if (isBlank && blank || !isBlank && (c < '!' || c > '~')) {
                return false;
            }
            blank = isBlank;
        }
        return !blank;
    }

    private static boolean isTime(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
