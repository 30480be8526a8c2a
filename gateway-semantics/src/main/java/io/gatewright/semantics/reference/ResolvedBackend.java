package io.gatewright.semantics.reference;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.policy.XBackend;
import java.util.Optional;

/**
 * A backend that was found.
 *
 * @param ref the Service or XBackend
 * @param port its port, not its pods'
 * @param portName {@code Service.spec.ports[].name}; policies may target it
 * @param transport {@code TCP} or {@code UDP}
 * @param appProtocol as declared on the Service's port
 * @param xbackend present if the backend is an XBackend
 */
public record ResolvedBackend(
        ObjectRef ref,
        int port,
        Optional<String> portName,
        String transport,
        Optional<String> appProtocol,
        Optional<XBackend> xbackend) {}
