package io.gatewright.conformance.engine;

import io.gatewright.conformance.kit.Applied;
import io.gatewright.conformance.kit.CaseStep;
import io.gatewright.conformance.kit.CorpusCase;
import io.gatewright.conformance.kit.EchoPorts;
import io.gatewright.conformance.kit.Fixture;
import io.gatewright.conformance.kit.ObjectName;
import io.gatewright.conformance.kit.Problem;
import io.gatewright.conformance.pki.Certificates;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.ModelReader;
import io.gatewright.model.read.ReadObject;
import io.gatewright.model.read.Reading;
import io.gatewright.model.read.Strictness;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.World;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.planner.EndpointSets;
import io.gatewright.semantics.planner.Planner;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The product's path of a change, over the documents of a case: text, world, topology, plans. */
final class ProductState {
    static final ModelReader READER = new ModelReader();

    private final Fixture fixture;
    private final Strictness strictness;
    private final Applied applied = new Applied();
    private final Map<ObjectName, ObjectRef> refs = new TreeMap<>();
    private World world = World.empty();
    private Topology topology;
    private List<Plan> plans = List.of();

    ProductState(CorpusCase one, Certificates certificates) {
        Settings settings = Settings.defaults();
        fixture = new Fixture(one, settings.controllerName(), EchoPorts.imaginary(), certificates);
        strictness = one.settings().admitted() ? Strictness.ADMITTED : Strictness.API_SERVER;
        topology = Topology.of(world, settings);
    }

    /** Makes a step's objects part of the world; the memo of the topology is used, as in the product. */
    List<Problem> apply(CaseStep step) {
        List<Problem> problems = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (String document : fixture.documents(step)) {
            applied.put(document);
            Reading reading = READER.read("case.yaml", document, strictness);
            for (ReadObject object : reading.objects()) {
                refs.put(name(object.ref()), object.ref());
                events.add(Event.of(object));
            }
            reading.allProblems().forEach(problem -> problems.add(problem(problem)));
        }
        for (ObjectName gone : step.deletions()) {
            ObjectRef ref = refs.remove(gone);
            if (ref != null) {
                events.add(new Event.Gone(ref));
            }
        }
        applied.remove(step.deletions());
        world = world.apply(events);
        topology = topology.next(world);
        plans = Planner.plan(topology, EndpointSets.of(world));
        return problems;
    }

    static Problem problem(io.gatewright.model.read.Problem problem) {
        return new Problem(
                problem.object().map(ProductState::name).orElse(new ObjectName("", "", "")),
                problem.field(),
                problem.message() + (problem.expected().isEmpty() ? "" : ": expected " + problem.expected()),
                !problem.isError());
    }

    static ObjectName name(ObjectRef ref) {
        return new ObjectName(ref.kind(), ref.namespace(), ref.name());
    }

    Applied applied() {
        return applied;
    }

    World world() {
        return world;
    }

    Topology topology() {
        return topology;
    }

    List<Plan> plans() {
        return plans;
    }

    String dump() {
        StringBuilder text = new StringBuilder("world: ").append(world).append('\n');
        topology.findings()
                .forEach(finding -> text.append("finding: ").append(finding).append('\n'));
        for (Plan plan : plans) {
            text.append("plan of ").append(plan.gateway()).append(":\n");
            plan.entries().values().stream()
                    .filter(entry -> !entry.key().startsWith("certificate/"))
                    .forEach(entry -> text.append("  ").append(entry).append('\n'));
        }
        return text.toString();
    }
}
