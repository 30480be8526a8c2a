"""The checks of deploy/test, which installs what this needs and calls it. Each check is a sentence.

usage: check.py --kustomize COMMAND [--helm COMMAND] [--kubectl COMMAND]
Without --helm and --kubectl the checks that need them are skipped.
"""

import argparse
import copy
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import yaml

DEPLOY = Path(__file__).resolve().parent.parent
DOCS = DEPLOY.parent / "docs" / "kubernetes.md"
CHART = str(DEPLOY / "helm" / "gatewright")
SYSTEM = "gatewright-system"
CLUSTER_SCOPED = {"Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "GatewayClass"}
CHECKS = []


def check(sentence, needs=()):
    def add(function):
        CHECKS.append((sentence, needs, function))
        return function
    return add


def run(command, *args, text=None):
    done = subprocess.run([*command, *args], input=text, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def documents(command, *args):
    code, out, err = run(command, *args)
    assert code == 0, "%s: %s" % (" ".join(args), err.strip())
    return [d for d in yaml.safe_load_all(out) if d]


def key(obj):
    namespace = "" if obj["kind"] in CLUSTER_SCOPED else obj["metadata"].get("namespace", "")
    return "%s %s/%s" % (obj["kind"], namespace, obj["metadata"]["name"])


def by_key(objects):
    result = {key(o): o for o in objects}
    assert len(result) == len(objects), "two objects have the same kind and name"
    return result


def one(objects, kind):
    found = [o for o in objects if o["kind"] == kind]
    assert len(found) == 1, "expected one %s, found %d" % (kind, len(found))
    return found[0]


class World:
    def __init__(self, options):
        self.kustomize = shlex.split(options.kustomize)
        self.helm = shlex.split(options.helm) if options.helm else None
        self.kubectl = shlex.split(options.kubectl) if options.kubectl else None
        self.base = documents(self.kustomize, str(DEPLOY))
        self.namespaced = documents(self.kustomize, str(DEPLOY / "namespaced"))

    def template(self, *args, namespace=SYSTEM):
        # shows, for one, that no template needs the cluster
        return documents(self.helm, "template", "gatewright", CHART, "--namespace", namespace, "--kube-version", "1.34.0", *args)


@check("the committed chart is what deploy/helm/render makes")
def _(world):
    code, _, err = run([sys.executable], str(DEPLOY / "helm" / "render"), "--check")
    assert code == 0, err


@check("every object is named once, and its namespace is the controller's")
def _(world):
    for objects in (world.base, world.namespaced):
        for name, obj in by_key(objects).items():
            wanted = None if obj["kind"] in CLUSTER_SCOPED else SYSTEM
            assert obj["metadata"].get("namespace") == wanted, "%s: expected namespace %s" % (name, wanted)


@check("what refers to something finds it")
def _(world):
    for objects in (world.base, world.namespaced):
        names = by_key(objects)
        template = one(objects, "Deployment")["spec"]["template"]
        labels, container = template["metadata"]["labels"], template["spec"]["containers"][0]
        selectors = [one(objects, "Deployment")["spec"]["selector"]["matchLabels"], one(objects, "Service")["spec"]["selector"],
                     one(objects, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"]]
        for selector in selectors:
            assert selector and selector.items() <= labels.items(), "%s does not select the pods" % selector
        ports = {p["name"] for p in container["ports"]}
        used = {p["targetPort"] for p in one(objects, "Service")["spec"]["ports"]}
        used |= {container[p]["httpGet"]["port"] for p in ("startupProbe", "livenessProbe", "readinessProbe")}
        assert used == ports, "ports %s, used %s" % (ports, used)
        assert "ServiceAccount %s/%s" % (SYSTEM, template["spec"]["serviceAccountName"]) in names
        for binding in (o for o in objects if o["kind"].endswith("Binding")):
            namespace = "" if binding["kind"] in CLUSTER_SCOPED else SYSTEM
            assert "%s %s/%s" % (binding["roleRef"]["kind"], namespace, binding["roleRef"]["name"]) in names, key(binding)
            for s in binding["subjects"]:
                assert "%s %s/%s" % (s["kind"], s["namespace"], s["name"]) in names, key(binding)


@check("the pods pass the Pod Security level restricted, and more")
def _(world):
    pod = one(world.base, "Deployment")["spec"]["template"]["spec"]
    context, container = pod["securityContext"], pod["containers"][0]
    assert context["runAsNonRoot"] is True and context["runAsUser"] == 65532
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    assert all(set(v) <= {"name", "emptyDir"} for v in pod["volumes"])
    assert container["resources"]["requests"].keys() == {"cpu", "memory"} and "memory" in container["resources"]["limits"]


def rights(objects, *kinds):
    """Every single right that these kinds of roles grant, as (group, resource, name, verb)."""
    return {
        (group, resource, name, verb)
        for role in objects if role["kind"] in kinds
        for rule in role["rules"] for group in rule["apiGroups"] for resource in rule["resources"]
        for name in rule.get("resourceNames", [""]) for verb in rule["verbs"]}


@check("no right is a wildcard, and none goes beyond what the controller does")
def _(world):
    made = {"deployments", "services", "serviceaccounts", "configmaps", "horizontalpodautoscalers", "poddisruptionbudgets"}
    for group, resource, name, verb in rights(world.base, "ClusterRole"):
        where = "%s %s: %s" % (group, resource, verb)
        assert "*" not in where and verb != "deletecollection" and name == "", where
        if resource.endswith("/status"):
            assert verb == "patch", where
        elif verb not in ("get", "list", "watch"):
            assert resource in made and verb in ("create", "patch", "delete") \
                or resource == "tokenreviews" and verb == "create", where


@check("in one namespace the rights are the same, less writing what belongs to the cluster")
def _(world):
    everywhere, here = rights(world.base, "ClusterRole"), rights(world.namespaced, "ClusterRole", "Role")
    own = rights(world.base, "Role")
    lost = {r[:2] for r in everywhere - here}
    assert lost == {("gateway.networking.k8s.io", "gatewayclasses/status"), ("gateway.networking.x-k8s.io", "xmeshes")}, lost
    assert here - everywhere == own - everywhere, here - everywhere - own
    beyond = {r[1] for r in rights(world.namespaced, "ClusterRole")}
    assert beyond == {"tokenreviews", "gatewayclasses", "namespaces", "clustertrustbundles", "customresourcedefinitions"}, beyond


@check("in one namespace the controller is told so")
def _(world):
    args = one(world.namespaced, "Deployment")["spec"]["template"]["spec"]["containers"][0]["args"]
    assert args == ["controller", "--watch-namespaces=$(POD_NAMESPACE)"], args


def parameters_schema(world):
    crd = one(world.base, "CustomResourceDefinition")
    return crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]


@check("every field of GatewayParameters is described, and has no default that would hide the class's")
def _(world):
    def visit(schema, path):
        for name, field in schema.get("properties", {}).items():
            here = path + "." + name
            assert "description" in field, "%s: no description" % here
            assert path != "spec" or "default" not in field, "%s: a default hides what the class says" % here
            visit(field, here)
            visit(field.get("items", {}), here + "[]")
    visit(parameters_schema(world), "spec")


@check("unmanaged excludes every other field")
def _(world):
    schema = parameters_schema(world)
    rule = next(r["rule"] for r in schema["x-kubernetes-validations"] if "unmanaged" in r["rule"])
    missing = [f for f in schema["properties"] if "has(self.%s)" % f not in rule]
    assert not missing, missing


@check("docs/kubernetes.md names every field of GatewayParameters")
def _(world):
    text = DOCS.read_text()
    missing = [f for f in parameters_schema(world)["properties"] if not re.search(r"^\|[^|]*`%s`" % f, text, re.M)]
    assert not missing, missing


def difference(ours, theirs):
    """Nothing, or the first places where two lists of objects differ."""
    ours, theirs = by_key(ours), by_key(theirs)
    found = ["only one has %s" % k for k in sorted(ours.keys() ^ theirs.keys())]
    for k in sorted(ours.keys() & theirs.keys()):
        a, b = (json.dumps(o[k], indent=1, sort_keys=True).splitlines() for o in (ours, theirs))
        if a != b:
            found.append("%s: %s" % (k, [x for x in zip(a, b) if x[0] != x[1]][:3] or "one is longer"))
    return found


def without_helm(objects):
    """What Helm adds or leaves to others, taken away."""
    objects = copy.deepcopy([o for o in objects if o["kind"] != "Namespace"])
    for o in objects:
        annotations = o["metadata"].get("annotations", {})
        annotations.pop("helm.sh/resource-policy", None)
        if not annotations:
            o["metadata"].pop("annotations", None)
    return objects


@check("the chart with its defaults is what kustomize makes", needs=["helm"])
def _(world):
    found = difference(without_helm(world.base), without_helm(world.template()))
    assert not found, found


@check("the chart for one namespace is what kustomize makes for it", needs=["helm"])
def _(world):
    objects = without_helm(world.template("--set", "watchNamespaces={%s}" % SYSTEM))
    text = json.dumps(objects).replace("--watch-namespaces=" + SYSTEM, "--watch-namespaces=$(POD_NAMESPACE)")
    found = difference(without_helm(world.namespaced), json.loads(text))
    assert not found, found


@check("the chart's values arrive where they belong", needs=["helm"])
def _(world):
    objects = world.template(
        "--set", "image.repository=example.com/gw,image.tag=v2,image.pullPolicy=Always,image.pullSecrets={key}",
        "--set", "replicas=1,resources.limits.memory=1Gi,controllerName=example.com/own,gatewayClass.name=own",
        "--set", "gatewayClass.parametersRef.name=defaults,watchNamespaces={a,b},crds.create=false,readCluster=false",
        namespace="elsewhere")
    deployment, names = one(objects, "Deployment"), by_key(objects)
    pod = deployment["spec"]["template"]["spec"]
    container = pod["containers"][0]
    assert deployment["metadata"]["namespace"] == "elsewhere" and deployment["spec"]["replicas"] == 1
    assert container["image"] == "example.com/gw:v2" and container["imagePullPolicy"] == "Always"
    assert pod["imagePullSecrets"] == [{"name": "key"}]
    assert container["resources"]["limits"] == {"memory": "1Gi"}
    assert container["args"] == ["controller", "--controller-name=example.com/own", "--watch-namespaces=a,b"]
    assert one(objects, "GatewayClass")["spec"]["controllerName"] == "example.com/own"
    assert one(objects, "GatewayClass")["metadata"]["name"] == "own"
    assert one(objects, "GatewayClass")["spec"]["parametersRef"] == {
        "group": "gatewright.io", "kind": "GatewayParameters", "name": "defaults", "namespace": "elsewhere"}
    assert {"Role a/gatewright-gateways", "Role b/gatewright-gateways"} <= names.keys()
    kinds = [o["kind"] for o in objects]
    assert "CustomResourceDefinition" not in kinds and "PodDisruptionBudget" not in kinds
    assert kinds.count("ClusterRole") == 1, "expected TokenReview only"
    assert SYSTEM not in json.dumps(objects), "a namespace is fixed"


@check("the chart is sound, and refuses values it does not know", needs=["helm"])
def _(world):
    code, out, err = run(world.helm, "lint", "--strict", CHART, "--kube-version", "1.34.0")
    assert code == 0, out + err
    code, out, err = run(world.helm, "template", "gatewright", CHART, "--set", "replica=3")
    assert code != 0 and "replica" in err, "the unknown value `replica` was taken"


@check("an API server takes all objects as they are, with strict validation", needs=["kubectl"])
def _(world):
    # the real thing first: namespace and CRD must be there before anything can be asked about what is in them
    code, out, err = run(world.kubectl, "apply", "--server-side", "--force-conflicts", "--validate=strict", "-k", str(DEPLOY))
    assert code == 0, err
    assert not re.search("warning", err, re.I), err
    code, out, err = run(world.kubectl, "wait", "--for=condition=Established", "--timeout=30s", "crd/gatewayparameters.gatewright.io")
    assert code == 0, err
    code, out, err = run(world.kubectl, "apply", "--server-side", "--force-conflicts", "--validate=strict", "--dry-run=server", "-k",
                         str(DEPLOY / "namespaced"))
    assert code == 0, err


def taken(world, obj, namespace):
    return run(world.kubectl, "create", "--dry-run=server", "--validate=strict", "-n", namespace, "-f", "-", text=yaml.safe_dump(obj))


@check("an API server judges GatewayParameters as tests/parameters.yaml says", needs=["kubectl"])
def _(world):
    wrong = []
    for case in yaml.safe_load((DEPLOY / "tests" / "parameters.yaml").read_text()):
        obj = {"apiVersion": "gatewright.io/v1alpha1", "kind": "GatewayParameters", "metadata": {"name": case["name"]},
               "spec": case["spec"]}
        code, _, err = taken(world, obj, "default")
        if (code == 0) != ("refused" not in case) or case.get("refused", "") not in err:
            wrong.append("%s: expected %s, got: %s" % (case["name"], case.get("refused", "to be taken"), err.strip() or "taken"))
    assert not wrong, "\n".join(wrong)


@check("an API server takes the examples of docs/kubernetes.md", needs=["kubectl"])
def _(world):
    count = 0
    for block in re.findall(r"^```yaml\n(.*?)^```", DOCS.read_text(), re.M | re.S):
        for obj in yaml.safe_load_all(block):
            if "kind" not in obj:
                continue
            count += 1
            code, _, err = taken(world, obj, obj["metadata"].get("namespace", "default"))
            assert code == 0, "%s: %s" % (key(obj), err)
    assert count >= 6, "only %d objects found" % count


@check("the API server grants the controller exactly what it asks: a few samples", needs=["kubectl"])
def _(world):
    def may(*args):
        return run(world.kubectl, "auth", "can-i", "--as=system:serviceaccount:%s:gatewright-controller" % SYSTEM, *args)[0] == 0
    for yes in ("list secrets -A", "patch gateways --subresource=status -n default", "create tokenreviews",
                "update leases/gatewright-controller -n " + SYSTEM, "update secrets/gatewright-feed-ca -n " + SYSTEM,
                "patch deployments -n default", "delete poddisruptionbudgets -n default"):
        assert may(*yes.split()), "refused: " + yes
    for no in ("update secrets -n default", "update secrets/other -n " + SYSTEM, "create leases -n default", "create pods -n default",
               "update gateways -n default", "patch referencegrants --subresource=status -n default", "create clusterroles", "get nodes"):
        assert not may(*no.split()), "granted: " + no


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--kustomize", required=True)
    parser.add_argument("--helm")
    parser.add_argument("--kubectl")
    world = World(parser.parse_args())
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for sentence, needs, function in CHECKS:
        missing = [n for n in needs if getattr(world, n) is None]
        if missing:
            result, text = "skipped", "no " + missing[0]
        else:
            try:
                function(world)
                result, text = "passed", ""
            except (AssertionError, KeyError, TypeError) as error:
                result, text = "failed", "%s: %s" % (type(error).__name__, error)
        counts[result] += 1
        print("%-7s  %s%s" % (result, sentence, " (%s)" % text if text else ""))
    print("deploy: %(passed)d passed, %(failed)d failed, %(skipped)d skipped" % counts)
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
