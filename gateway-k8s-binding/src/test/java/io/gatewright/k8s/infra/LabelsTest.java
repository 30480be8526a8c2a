package io.gatewright.k8s.infra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LabelsTest {
    private static final Pattern RFC_1035 = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

    /** Names of objects: DNS subdomains. */
    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> label = Arbitraries.strings()
                .withChars("ab9-")
                .ofMinLength(1)
                .ofMaxLength(63)
                .filter(text -> !text.startsWith("-") && !text.endsWith("-"));
        return label.list().ofMinSize(1).ofMaxSize(4).map(labels -> String.join(".", labels));
    }

    /** Names of controllers: a domain and a path, as the pattern of {@code controllerName} has them. */
    @Provide
    Arbitrary<String> controllers() {
        Arbitrary<String> path = Arbitraries.strings()
                .withChars("aB0/-._~%!$&'()*+,;=:")
                .ofMinLength(1)
                .ofMaxLength(120);
        return names().flatMap(domain -> path.map(rest -> domain + "/" + rest)).filter(text -> text.length() <= 253);
    }

    @Property
    void every_text_makes_a_name_that_a_service_may_have(@ForAll String text) {
        assertTrue(RFC_1035.matcher(Labels.name(text)).matches(), Labels.name(text));
    }

    @Property
    void every_name_of_an_object_makes_a_name_that_a_service_may_have(@ForAll("names") String text) {
        assertTrue(RFC_1035.matcher(Labels.name(text)).matches(), Labels.name(text));
    }

    @Property
    void a_text_that_may_be_a_name_is_one(@ForAll("names") String text) {
        if (RFC_1035.matcher(text).matches()) {
            assertEquals(text, Labels.name(text));
        } else {
            assertNotEquals(text, Labels.name(text));
        }
    }

    @Property
    void different_texts_make_different_names(@ForAll("names") String one, @ForAll("names") String other) {
        assertEquals(one.equals(other), Labels.name(one).equals(Labels.name(other)));
        String longer = one + "-" + other + "-x";
        assertNotEquals(Labels.name(longer), Labels.name(longer + "y"));
    }

    @Property
    void every_name_and_every_controller_makes_a_label(
            @ForAll("names") String name, @ForAll("controllers") String controller) {
        assertTrue(VALUE.matcher(Labels.value(name)).matches(), Labels.value(name));
        assertTrue(VALUE.matcher(Labels.value(controller)).matches(), controller + " -> " + Labels.value(controller));
    }

    @Property
    void a_text_that_may_be_a_label_is_one(@ForAll("names") String text) {
        if (VALUE.matcher(text).matches()) {
            assertEquals(text, Labels.value(text));
        }
    }

    @Property
    void different_controllers_have_different_labels(
            @ForAll("controllers") String one, @ForAll("controllers") String other) {
        assertEquals(one.equals(other), Labels.value(one).equals(Labels.value(other)));
    }

    @Test
    void controllers_that_differ_in_one_character_only_have_different_labels() {
        Set<String> labels = new HashSet<>();
        List<String> names = List.of(
                "a.io/b/c", "a.io/b_c", "a.io/b~c", "a.io/b%c", "a.io/b-c", "a.io/b.c", "a.io/b/c/", "a.io/b/c_");
        names.forEach(name -> labels.add(Labels.value(name)));
        assertEquals(names.size(), labels.size(), labels.toString());
    }

    @Test
    void the_usual_names_stay_readable() {
        assertEquals("gatewright.io_controller", Labels.value("gatewright.io/controller"));
        assertEquals("shop-gatewright", Labels.name("shop-gatewright"));
        assertTrue(Labels.name("shop.example-gatewright").startsWith("shop-example-gatewright-"));
        assertTrue(Labels.name("9lives").startsWith("gw-9lives-"));
        assertTrue(Labels.value("a".repeat(64)).startsWith("a".repeat(52) + "-"));
    }
}
