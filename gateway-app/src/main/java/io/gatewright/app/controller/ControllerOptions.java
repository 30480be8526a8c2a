package io.gatewright.app.controller;

import io.gatewright.k8s.watch.Scope;

/**
 * How a controller is set up.
 *
 * @param controllerName GatewayClasses with it are ours
 * @param scope where to look
 * @param namespace the controller's own: its Lease and its Secret are there
 * @param service of the controller, in that namespace: where proxies find it
 * @param identity of this replica, for people
 * @param address of this replica, where it can be reached by proxies; empty text if that is not known
 * @param feedPort of this replica
 * @param servicePort of the Service
 * @param image that proxies run
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

    /** The name under which proxies know the feed, whichever replica they talk to. */
    String serverName() {
        return service + "." + namespace + ".svc";
    }

    /** Where this replica feeds, as others tell it to proxies. */
    String feedAddress() {
        return address.indexOf(':') >= 0 ? "[" + address + "]:" + feedPort : address + ":" + feedPort;
    }
}
