package io.gatewright.conformance.engine;

import io.gatewright.conformance.kit.Engine;
import io.gatewright.conformance.pki.Certificates;

/** The engines without sockets, for other tests. */
public final class Engines {
    private static final Certificates CERTIFICATES = new Certificates();

    private Engines() {}

    /** The literal reading of the spec. */
    public static Engine reference() {
        return new ReferenceEngine(CorpusTest.CONTROLLER, CERTIFICATES);
    }

    /** The product's plan and evaluator. */
    public static Engine compiled() {
        return new CompiledEngine(CERTIFICATES);
    }
}
