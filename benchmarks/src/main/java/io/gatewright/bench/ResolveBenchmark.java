package io.gatewright.bench;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.core.ImmutableEndpoint;
import io.gatewright.model.core.ImmutableEndpointPort;
import io.gatewright.model.core.ImmutableEndpointSlice;
import io.gatewright.model.core.ImmutableObjectMeta;
import io.gatewright.model.core.ImmutableService;
import io.gatewright.model.core.ImmutableServicePort;
import io.gatewright.model.core.ImmutableServiceSpec;
import io.gatewright.model.core.ObjectMeta;
import io.gatewright.model.gateway.ImmutableGateway;
import io.gatewright.model.gateway.ImmutableGatewayClass;
import io.gatewright.model.gateway.ImmutableGatewayClassSpec;
import io.gatewright.model.gateway.ImmutableGatewaySpec;
import io.gatewright.model.gateway.ImmutableListener;
import io.gatewright.model.route.HttpRoute;
import io.gatewright.model.route.ImmutableHttpBackendRef;
import io.gatewright.model.route.ImmutableHttpPathMatch;
import io.gatewright.model.route.ImmutableHttpRoute;
import io.gatewright.model.route.ImmutableHttpRouteMatch;
import io.gatewright.model.route.ImmutableHttpRouteRule;
import io.gatewright.model.route.ImmutableHttpRouteSpec;
import io.gatewright.model.route.ImmutableParentReference;
import io.gatewright.model.world.Event;
import io.gatewright.model.world.World;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.PlanDiff;
import io.gatewright.semantics.planner.EndpointSets;
import io.gatewright.semantics.planner.Planner;
import io.gatewright.semantics.report.Report;
import io.gatewright.semantics.report.Reports;
import io.gatewright.semantics.topology.Settings;
import io.gatewright.semantics.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The path of a change, without I/O: from a world to plan, router and report; fresh, and after one edited route. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ResolveBenchmark {
    @Param({"100", "5000"})
    public int routes;

    private World world = World.empty();
    private World edited = World.empty();
    private Topology topology = Topology.of(world, Settings.defaults());
    private Plan plan = Plan.empty(Declared.GATEWAY.ref());
    private Router router = Router.of(plan);

    @Setup
    public void build() {
        List<ApiObject> objects = new ArrayList<>(Declared.common());
        for (int i = 0; i < routes; i++) {
            objects.add(Declared.route(i, "/v1"));
        }
        world = World.of(objects);
        edited = world.apply(List.of(new Event.Put(Declared.route(routes / 2, "/v2"))));
        topology = Topology.of(world, Settings.defaults());
        plan = plan(topology, world);
        router = Router.of(plan);
        PlanDiff diff = editOneRoute();
        if (plan.rules().size() != routes
                || diff.puts().size() != 1
                || !diff.gone().isEmpty()) {
            throw new IllegalStateException("expected one changed entry among " + routes + ", got " + diff.puts());
        }
        if (fresh().objects().size() != routes + 2) {
            throw new IllegalStateException("expected a report on every object");
        }
    }

    /** Everything from nothing. */
    @Benchmark
    public Report fresh() {
        Topology made = Topology.of(world, Settings.defaults());
        Router.of(plan(made, world));
        return Reports.of(made, Map.of());
    }

    /** One route's path is edited: topology, plan, difference, router and report follow. */
    @Benchmark
    public PlanDiff editOneRoute() {
        Topology next = topology.next(edited);
        Plan after = plan(next, edited);
        PlanDiff diff = PlanDiff.between(plan, after, 2);
        Router.next(router, plan.apply(diff));
        Reports.of(next, Map.of());
        return diff;
    }

    private static Plan plan(Topology topology, World world) {
        return Planner.plan(topology, EndpointSets.of(world)).get(0);
    }

    /** The objects, built as an embedding program would build them. */
    private static final class Declared {
        static final ImmutableGateway GATEWAY = ImmutableGateway.builder()
                .metadata(meta("gw"))
                .spec(ImmutableGatewaySpec.builder()
                        .gatewayClassName("gatewright")
                        .addListeners(ImmutableListener.builder()
                                .name("http")
                                .port(80)
                                .protocol("HTTP")
                                .build())
                        .build())
                .build();

        static List<ApiObject> common() {
            return List.of(
                    ImmutableGatewayClass.builder()
                            .metadata(ImmutableObjectMeta.builder()
                                    .name("gatewright")
                                    .build())
                            .spec(ImmutableGatewayClassSpec.builder()
                                    .controllerName(Settings.defaults().controllerName())
                                    .build())
                            .build(),
                    GATEWAY,
                    ImmutableService.builder()
                            .metadata(meta("a"))
                            .spec(ImmutableServiceSpec.builder()
                                    .addPorts(ImmutableServicePort.builder()
                                            .name("http")
                                            .port(80)
                                            .build())
                                    .build())
                            .build(),
                    ImmutableEndpointSlice.builder()
                            .metadata(ImmutableObjectMeta.builder()
                                    .from(meta("a-1"))
                                    .putLabels("kubernetes.io/service-name", "a")
                                    .build())
                            .addressType("IPv4")
                            .addPorts(ImmutableEndpointPort.builder()
                                    .name("http")
                                    .port(8080)
                                    .build())
                            .addEndpoints(ImmutableEndpoint.builder()
                                    .addAddresses("127.0.0.1")
                                    .build())
                            .build());
        }

        static HttpRoute route(int number, String path) {
            return ImmutableHttpRoute.builder()
                    .metadata(meta("r" + number))
                    .spec(ImmutableHttpRouteSpec.builder()
                            .addParentRefs(ImmutableParentReference.builder()
                                    .name("gw")
                                    .build())
                            .addHostnames("h" + number + ".example.com")
                            .rules(List.of(ImmutableHttpRouteRule.builder()
                                    .matches(List.of(ImmutableHttpRouteMatch.builder()
                                            .path(ImmutableHttpPathMatch.builder()
                                                    .value(path)
                                                    .build())
                                            .build()))
                                    .addBackendRefs(ImmutableHttpBackendRef.builder()
                                            .name("a")
                                            .port(80)
                                            .build())
                                    .build()))
                            .build())
                    .build();
        }

        private static ObjectMeta meta(String name) {
            return ObjectMeta.of("default", name);
        }
    }
}
