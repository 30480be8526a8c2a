package io.gatewright.semantics.topology;

import io.gatewright.model.gateway.GatewayClass;
import io.gatewright.model.gateway.ParametersReference;
import io.gatewright.model.parameters.GatewayParameters;
import io.gatewright.model.sorted.SortedTree;
import io.gatewright.model.world.World;
import io.gatewright.semantics.finding.Finding;
import io.gatewright.semantics.finding.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first pass: which GatewayClasses are ours, and what is wrong with them. There are few, so all are looked at. */
final class ClassPass {
    private final Settings settings;
    private SortedTree<String, ClassNode> classes = SortedTree.empty();

    ClassPass(Settings settings) {
        this.settings = settings;
    }

    ClassPass copy() {
        ClassPass copy = new ClassPass(settings);
        copy.classes = classes;
        return copy;
    }

    /** By name. */
    SortedTree<String, ClassNode> classes() {
        return classes;
    }

    void run(Changes changes) {
        if (changes.of(GatewayClass.KIND).isEmpty()
                && changes.of(GatewayParameters.KIND).isEmpty()) {
            return;
        }
        SortedTree<String, ClassNode> now = SortedTree.empty();
        for (GatewayClass object : changes.now().all(GatewayClass.KIND)) {
            if (object.spec().controllerName().equals(settings.controllerName())) {
                now = now.with(object.ref().name(), check(changes.now(), object));
            }
        }
        classes = now;
    }

    private ClassNode check(World world, GatewayClass object) {
        List<Finding> findings = new ArrayList<>();
        Optional<GatewayParameters> parameters = Optional.empty();
        Optional<ParametersReference> named = object.spec().parametersRef();
        if (named.isPresent()) {
            ParametersReference ref = named.get();
            // a class belongs to the operator of the cluster, so its reference needs nobody's consent
            parameters = GatewayPass.isParameters(ref.group(), ref.kind())
                    ? world.get(GatewayParameters.KIND, ref.namespace().orElse(""), ref.name())
                    : Optional.empty();
            if (parameters.isEmpty()) {
                findings.add(new Finding(
                        object.ref(),
                        "spec.parametersRef",
                        Reason.CLASS_INVALID_PARAMETERS,
                        GatewayPass.noParameters(ref.group(), ref.kind(), ref.name())));
            }
        }
        settings.bundleVersion()
                .filter(version -> !version.startsWith(Settings.API_VERSION + "."))
                .ifPresent(version -> findings.add(new Finding(
                        object.ref(),
                        "",
                        Reason.CLASS_UNSUPPORTED_VERSION,
                        "the installed CRDs are of version `" + version + "`: expected " + Settings.API_VERSION)));
        return new ClassNode(object, parameters, findings);
    }
}
