package io.gatewright.conformance.kit;

import io.gatewright.conformance.pki.Certificates;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The documents of a case as a gateway gets them: placeholders filled, and what the kit adds put before. One instance goes
 * through the steps of one case.
 */
public final class Fixture {
    private static final Pattern PLACEHOLDER = Pattern.compile("\"?\\$\\{([^}]*)\\}\"?");
    private static final List<String> STANDARD = List.of("default/echo-a", "default/echo-b", "default/echo-c");
    private static final CaseSettings.Backend ONE_READY =
            new CaseSettings.Backend(List.of(CaseSettings.Endpoint.READY), Optional.empty());

    private final CaseSettings settings;
    private final String controllerName;
    private final EchoPorts ports;
    private final Certificates certificates;
    private final Set<ObjectName> given = new HashSet<>();
    private final Map<String, CaseSettings.Backend> backends = new TreeMap<>();
    private boolean first = true;

    public Fixture(CorpusCase one, String controllerName, EchoPorts ports, Certificates certificates) {
        this.settings = one.settings();
        this.controllerName = controllerName;
        this.ports = ports;
        this.certificates = certificates;
        STANDARD.forEach(name -> backends.put(name, ONE_READY));
        backends.putAll(settings.backends());
    }

    /** What to apply in this step, in order. */
    public List<String> documents(CaseStep step) {
        List<String> own = new ArrayList<>();
        Map<ObjectName, Map<String, Object>> trees = new TreeMap<>();
        for (String document : step.documents()) {
            String filled = fill(document);
            own.add(filled);
            try {
                Map<String, Object> tree = Tree.map("document", CorpusReader.yaml(filled));
                trees.put(ObjectName.of(tree), tree);
            } catch (RuntimeException unreadable) {
                // the case is about a document that cannot be read; the gateway will say so
            }
        }
        given.addAll(trees.keySet());
        List<String> added = new ArrayList<>();
        Set<String> namespaces = new TreeSet<>();
        if (first) {
            namespaces.add("default");
            backends.keySet().forEach(service -> namespaces.add(service.substring(0, service.indexOf('/'))));
        }
        trees.keySet().forEach(name -> namespaces.add(name.namespace()));
        namespaces.remove("");
        for (String namespace : namespaces) {
            add(new ObjectName("Namespace", "", namespace), namespace(namespace), added);
        }
        if (first) {
            add(new ObjectName("GatewayClass", "", "gatewright"), gatewayClass(), added);
            backends.forEach((service, backend) -> service(service, backend, trees, added));
        }
        first = false;
        added.addAll(own);
        return added;
    }

    private void add(ObjectName name, String document, List<String> documents) {
        if (given.add(name)) {
            documents.add(document);
        }
    }

    private static String namespace(String name) {
        return "apiVersion: v1\nkind: Namespace\nmetadata: {name: %s, labels: {kubernetes.io/metadata.name: %s}}\n"
                .formatted(name, name);
    }

    private String gatewayClass() {
        return "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: gatewright}\n"
                + "spec: {controllerName: %s}\n".formatted(controllerName);
    }

    private void service(
            String service,
            CaseSettings.Backend backend,
            Map<ObjectName, Map<String, Object>> trees,
            List<String> documents) {
        ObjectName name = ObjectName.of("Service", service);
        Map<String, EchoPort> portNames = new TreeMap<>();
        Map<String, Object> own = trees.get(name);
        if (own == null) {
            StringBuilder text =
                    new StringBuilder("apiVersion: v1\nkind: Service\nmetadata: {name: %s, namespace: %s}\n"
                            .formatted(name.name(), name.namespace()));
            text.append("spec:\n  selector: {app: ").append(name.name()).append("}\n  ports:\n");
            for (EchoPort port : EchoPort.values()) {
                portNames.put(port.portName(), port);
                text.append("  - {name: %s, port: %d, protocol: %s%s}\n"
                        .formatted(
                                port.portName(),
                                port.number(),
                                port == EchoPort.UDP ? "UDP" : "TCP",
                                port.appProtocol().isEmpty() ? "" : ", appProtocol: " + port.appProtocol()));
            }
            add(name, text.toString(), documents);
        } else {
            Map<String, Object> spec = Tree.map("spec", own.get("spec"));
            for (Object entry : Tree.list("spec.ports", spec.get("ports"))) {
                Map<String, Object> port = Tree.map("port", entry);
                String portName = port.containsKey("name") ? Tree.text(port.get("name")) : "";
                portNames.put(
                        portName,
                        EchoPort.of(portName, Tree.text(port.get("protocol")), Tree.text(port.get("appProtocol"))));
            }
        }
        for (int i = 0; i < backend.endpoints().size(); i++) {
            ObjectName slice = new ObjectName("EndpointSlice", name.namespace(), name.name() + "-" + i);
            add(slice, slice(slice, name, i, backend, portNames), documents);
        }
    }

    private String slice(
            ObjectName slice,
            ObjectName service,
            int index,
            CaseSettings.Backend backend,
            Map<String, EchoPort> names) {
        StringBuilder text = new StringBuilder("apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n");
        text.append("metadata: {name: %s, namespace: %s, labels: {kubernetes.io/service-name: %s}}\n"
                .formatted(slice.name(), slice.namespace(), service.name()));
        CaseSettings.Endpoint state = backend.endpoints().get(index);
        boolean ready = state == CaseSettings.Endpoint.READY || state == CaseSettings.Endpoint.CLOSED;
        boolean leaving = state == CaseSettings.Endpoint.TERMINATING;
        text.append(
                "addressType: IPv4\nendpoints:\n- {addresses: [%s], conditions: {ready: %s, serving: %s, terminating: %s}}\nports:\n"
                        .formatted(ports.address(), ready, ready || leaving, leaving));
        names.forEach((portName, port) -> text.append("- {name: \"%s\", port: %d, protocol: %s}\n"
                .formatted(
                        portName,
                        ports.port(service.namespace() + "/" + service.name(), index, port, backend),
                        port == EchoPort.UDP ? "UDP" : "TCP")));
        return text.toString();
    }

    private String fill(String document) {
        return PLACEHOLDER.matcher(document).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
    }

    private String value(String placeholder) {
        if (placeholder.equals("controller")) {
            return controllerName;
        }
        boolean text = placeholder.startsWith("pem:");
        String rest = text ? placeholder.substring(4) : placeholder;
        int colon = rest.indexOf(':');
        if (colon < 0) {
            throw new CaseFormatException("unknown placeholder `${" + placeholder + "}`");
        }
        String argument = rest.substring(colon + 1);
        String pem = switch (rest.substring(0, colon)) {
            case "cert" -> certificates.certificate(argument).getCertificatePathPEM();
            case "key" -> certificates.certificate(argument).getPrivateKeyPEM();
            case "ca" -> {
                X509Bundle authority = certificates.authority(argument);
                yield authority.getCertificatePEM();
            }
            case "port" -> "";
            default -> throw new CaseFormatException("unknown placeholder `${" + placeholder + "}`");
        };
        if (pem.isEmpty()) {
            return port(argument);
        }
        return text
                ? '"' + pem.replace("\r", "").replace("\n", "\\n") + '"'
                : Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@code [namespace/]service[#endpoint]/portname}. */
    private String port(String argument) {
        int slash = argument.lastIndexOf('/');
        String service = argument.substring(0, slash);
        int endpoint = 0;
        int hash = service.indexOf('#');
        if (hash >= 0) {
            endpoint = Integer.parseInt(service.substring(hash + 1));
            service = service.substring(0, hash);
        }
        String full = service.indexOf('/') < 0 ? "default/" + service : service;
        return String.valueOf(ports.port(
                full,
                endpoint,
                EchoPort.of(argument.substring(slash + 1), "", ""),
                backends.getOrDefault(full, ONE_READY)));
    }
}
