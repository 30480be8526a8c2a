package io.gatewright.conformance.engine;

import io.gatewright.conformance.kit.GatewayConformance;
import io.gatewright.conformance.kit.GatewayUnderTest;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

/**
 * The standalone gateway judged as any vendor's would be: the kit's first user, and its example. Each case is a gateway with
 * real sockets, so all of them take most of a minute.
 */
@Tag("slow")
final class StandaloneCorpusTest extends GatewayConformance {
    @Override
    protected GatewayUnderTest start() {
        return new StandaloneGateway();
    }

    @Override
    protected Optional<Path> knownFailures() {
        return Optional.of(Path.of("known-failures.txt"));
    }
}
