package io.gatewright.app.controller;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.gatewright.k8s.watch.Scope;

/**
 * How a controller is set up.
 *
 * @param controllerName GatewayClasses with it are ours
 * @param scope where to look
 * @param namespace the controller's own: its Lease and its Secret are there
 * @param service of the controller, in that namespace: where proxies find it
 * @param identity of this replica in the election: the name of its pod
 * @param address of this replica, where it can be reached by proxies; empty text if that is not known
 * @param feedPort of this replica
 * @param servicePort of the Service
 * @param image that proxies run; empty text: the controller's own
 */
public record ControllerOptions(
        String controllerName,
        Scope scope,
        String namespace,
        String service,
        String identity,
        String address,
        int feedPort,
        int servicePort,
        String image) {
    private static final System.Logger LOG = System.getLogger(ControllerOptions.class.getName());

    /** The name under which proxies know the feed, whichever replica they talk to. */
    String serverName() {
        return service + "." + namespace + ".svc";
    }

    /** Where this replica feeds, as others tell it to proxies. */
    String feedAddress() {
        return address.indexOf(':') >= 0 ? "[" + address + "]:" + feedPort : address + ":" + feedPort;
    }

    /**
     * The same, with the image of the pod that this process runs in, if none was given. Blocks.
     *
     * @param version of this program: which image to take if the pod cannot be looked at
     */
    public ControllerOptions completed(KubernetesClient client, String version) {
        if (!image.isEmpty()) {
            return this;
        }
        String found = "gatewright/gatewright:" + version.replace("-SNAPSHOT", "");
        try {
            Pod pod = client.pods().inNamespace(namespace).withName(identity).get();
            if (pod != null) {
                found = pod.getSpec().getContainers().get(0).getImage();
            }
        } catch (KubernetesClientException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the image of this pod cannot be read, proxies run `" + found + "`: " + e.getMessage());
        }
        return new ControllerOptions(
                controllerName, scope, namespace, service, identity, address, feedPort, servicePort, found);
    }
}
