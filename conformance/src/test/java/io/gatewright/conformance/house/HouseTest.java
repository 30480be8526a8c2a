package io.gatewright.conformance.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.gatewright.model.name.ObjectRef;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows of {@code docs/architecture.md}, held against the compiled classes. */
final class HouseTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.gatewright");

    private static final List<String> WORDS =
            List.of("World", "Finding", "Topology", "Plan", "Snapshot", "Exchange", "Step", "Report");

    private static final DescribedPredicate<JavaClass> THREADS = belongToAnyOf(Thread.class, ThreadLocal.class)
            .or(nameMatching("java\\.util\\.concurrent\\.(Executor|ForkJoin|CompletableFuture|Scheduled|locks).*"))
            .as("threads, executors or locks");

    private static final DescribedPredicate<JavaClass> SOCKETS_OR_FILES = resideInAnyPackage(
                    "java.net.http..", "java.nio.channels..", "java.nio.file..", "javax.net..")
            .or(nameMatching("java\\.net\\..*(Socket|InetAddress|URLConnection|InetSocketAddress).*"))
            .or(nameMatching("java\\.io\\.(File|RandomAccessFile|Console).*"))
            .as("sockets or files");

    private static final DescribedPredicate<JavaClass> LOGGING = belongToAnyOf(System.Logger.class)
            .or(resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.."))
            .as("logging");

    private static final DescribedPredicate<AccessTarget.CodeUnitCallTarget> THE_CLOCK = calls(
                    "java\\.time\\..*", "now")
            .or(calls("java\\.lang\\.System", "currentTimeMillis|nanoTime"))
            .or(calls("java\\.time\\.(Clock|InstantSource)", "system.*|tick.*"))
            .as("the clock");

    private static final DescribedPredicate<AccessTarget.CodeUnitCallTarget> ITS_OWN_RANDOMNESS = calls(
                    "java\\.util\\.(Random|SplittableRandom)|java\\.security\\.SecureRandom", "<init>")
            .or(calls("java\\.util\\.concurrent\\.ThreadLocalRandom", "current"))
            .or(calls("java\\.util\\.random\\.RandomGenerator", "of|getDefault"))
            .or(calls("java\\.util\\.UUID", "randomUUID"))
            .or(calls("java\\.lang\\.Math", "random"))
            .as("randomness of its own");

    @Test
    void the_model_sees_only_itself_and_its_readers() {
        check(classes()
                .that(module("model"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "io.gatewright.model..",
                        "org.jspecify..",
                        "org.immutables..",
                        "com.fasterxml.jackson..",
                        "org.yaml.snakeyaml.."))
                .because("an embedder who wants the values must get nothing else"));
    }

    @Test
    void semantics_sees_only_the_model_and_re2j() {
        check(
                classes()
                        .that(module("semantics"))
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..",
                                "javax.crypto..", // a digest is a function of its arguments
                                "io.gatewright.model..",
                                "io.gatewright.semantics..",
                                "org.jspecify..",
                                "com.google.re2j.."))
                        .because(
                                "the spec is a set of pure functions over values: it needs no codec, no network, no framework"));
    }

    @Test
    void the_data_plane_knows_no_kubernetes() {
        check(noClasses()
                .that(module("runtime"))
                .should()
                .dependOnClassesThat(resideInAPackage("io.gatewright.model..")
                        .and(not(resideInAnyPackage("io.gatewright.model.name..", "io.gatewright.model.sorted.."))))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8..",
                        "tools.jackson..",
                        "io.gatewright.k8s..",
                        "io.gatewright.app..",
                        "io.gatewright.semantics.attach..",
                        "io.gatewright.semantics.grant..",
                        "io.gatewright.semantics.reference..",
                        "io.gatewright.semantics.policy..",
                        "io.gatewright.semantics.topology..",
                        "io.gatewright.semantics.lower..",
                        "io.gatewright.semantics.planner..",
                        "io.gatewright.semantics.report..")
                .because("the plan is the narrow waist: right of it there are plans, words and nothing declared"));
    }

    @Test
    void only_reports_make_conditions() {
        check(noClasses()
                .that(resideInAPackage("io.gatewright..")
                        .and(not(resideInAPackage("io.gatewright.semantics.report.."))))
                .should()
                .callCodeUnitWhere(target(calls("io\\.gatewright\\.semantics\\.report\\.ConditionReport", "<init>")))
                .because(
                        "passes collect findings, which know what they spoil; statuses are made of them at one place"));
        assertTrue(HOUSE.contain("io.gatewright.semantics.report.ConditionReport"), "it moved, and so must this rule");
    }

    @Test
    void the_cluster_binding_knows_no_data_plane() {
        check(noClasses()
                .that(module("k8s"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.gatewright.runtime..", "io.gatewright.app..")
                .because("binding and data plane meet only in the app, through PlanSink, Ack and ReportSink"));
    }

    @Test
    void only_the_binding_and_who_starts_it_know_the_kubernetes_client() {
        check(noClasses()
                .that(resideInAPackage("io.gatewright..")
                        .and(not(module("k8s")))
                        .and(not(resideInAnyPackage("io.gatewright.app.controller..", "io.gatewright.app.cli.."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8..", "tools.jackson..")
                .because("a client is made where a controller is started, and used in the binding"));
    }

    @Test
    void only_the_feed_and_who_starts_it_issue_certificates() {
        check(noClasses()
                .that(resideInAPackage("io.gatewright..")
                        .and(not(resideInAnyPackage("io.gatewright.app.feed..", "io.gatewright.app.controller.."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bouncycastle..")
                .because("what travels between controller and proxies is the feed's own business"));
    }

    @Test
    void what_a_proxy_is_fed_with_is_read_and_written_by_hand() {
        check(noClasses()
                .that(resideInAnyPackage("io.gatewright.app.feed..", "io.gatewright.app.proxy.."))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.databind..", "io.grpc..", "com.google.common..")
                .because("each proxy would carry hundreds of classes for it"));
    }

    @Test
    void nobody_leans_on_the_kit_or_the_benchmarks() {
        check(noClasses()
                .that(module("model")
                        .or(module("semantics"))
                        .or(module("runtime"))
                        .or(module("k8s"))
                        .or(module("app")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.gatewright.conformance..", "io.gatewright.bench..", "org.junit..", "net.jqwik..")
                .because("what judges the house is not part of it"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "semantics"})
    void values_and_semantics_do_no_io_and_own_no_time(String module) {
        check(noClasses()
                .that(module(module))
                .should()
                .dependOnClassesThat(SOCKETS_OR_FILES.or(THREADS).or(LOGGING))
                .orShould()
                .callCodeUnitWhere(target(THE_CLOCK.or(ITS_OWN_RANDOMNESS)))
                .because(
                        "what depends on time, chance or the machine takes it as an argument, or it is not semantics"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "semantics", "runtime", "k8s", "app"})
    void rooms_have_no_doors_in_a_circle(String module) {
        check(slices().matching("io.gatewright." + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                .because("a room that needs its own user is two rooms in one, or one room in two"));
    }

    @Test
    void concrete_public_classes_are_final() {
        check(classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(JavaModifier.ABSTRACT)
                .and(not(assignableTo(Throwable.class)))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .because("we share by composition: a class is made to be used, a sealed interface to be implemented"));
    }

    @Test
    void only_the_command_line_ends_the_process_or_prints() {
        check(noClasses()
                .that(resideInAPackage("io.gatewright..")
                        .and(not(resideInAnyPackage("io.gatewright.app.cli..", "io.gatewright.conformance.."))))
                .should()
                .callCodeUnitWhere(target(calls("java\\.lang\\.(System|Runtime)", "exit|halt")))
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .because("a library that exits or prints cannot be embedded"));
    }

    @Test
    void each_of_the_eight_words_means_one_thing() {
        Map<String, TreeSet<String>> meanings = HOUSE.stream()
                .filter(c -> WORDS.contains(c.getSimpleName()))
                .collect(groupingBy(
                        JavaClass::getSimpleName,
                        TreeMap::new,
                        mapping(JavaClass::getName, toCollection(TreeSet::new))));
        meanings.forEach((word, classes) -> assertEquals(1, classes.size(), () -> word + " means " + classes));
    }

    @Test
    void every_package_is_null_marked() {
        List<String> unmarked = packages()
                .filter(p -> !p.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .sorted()
                .toList();
        assertEquals(List.of(), unmarked, "packages without @NullMarked in their package-info.java");
    }

    @Test
    void the_model_exports_its_rooms_and_keeps_the_workshops_of_the_reader() throws URISyntaxException {
        Path classes = Path.of(ObjectRef.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ModuleDescriptor model = ModuleFinder.of(classes)
                .find("io.gatewright.model")
                .orElseThrow()
                .descriptor();
        TreeSet<String> kept = new TreeSet<>(model.packages());
        model.exports().forEach(exported -> kept.remove(exported.source()));
        kept.removeIf(name -> name.startsWith("io.gatewright.model.read."));
        assertEquals(Set.of(), kept, "packages missing in module-info.java");
    }

    @Test
    void the_house_was_found() {
        assertTrue(HOUSE.containPackage("io.gatewright.model.name"), "no classes of the model: every rule would hold");
        for (String room : List.of("semantics.plan", "runtime.http", "k8s.watch", "k8s.infra", "app.feed")) {
            assertTrue(HOUSE.containPackage("io.gatewright." + room), "no classes of " + room);
        }
    }

    private static void check(ArchRule rule) {
        // A room that is not built yet breaks no rule; the_house_was_found sees to it that the import works.
        rule.allowEmptyShould(true).check(HOUSE);
    }

    private static Stream<JavaPackage> packages() {
        return HOUSE.stream()
                .map(JavaClass::getPackage)
                .filter(p -> p.getName().startsWith("io.gatewright"))
                .distinct();
    }

    private static DescribedPredicate<JavaClass> module(String name) {
        return resideInAPackage("io.gatewright." + name + "..");
    }

    private static DescribedPredicate<AccessTarget.CodeUnitCallTarget> calls(String owners, String methods) {
        return DescribedPredicate.describe(
                owners + "#" + methods,
                target -> target.getOwner().getName().matches(owners)
                        && target.getName().matches(methods));
    }
}
