package io.gatewright.k8s.infra;

/**
 * What all proxies have in common.
 *
 * @param controllerName of the controller that runs them
 * @param image that they run, unless parameters say otherwise
 * @param feed where proxies ask for their plan, {@code host:port}
 * @param caBundle certificates in PEM by which proxies know the controller
 */
public record InfraSettings(String controllerName, String image, String feed, String caBundle) {}
