package io.gatewright.conformance.kit;

import io.gatewright.conformance.client.KitClient;
import io.gatewright.conformance.echo.EchoServers;
import io.gatewright.conformance.pki.Certificates;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Runs cases against a {@link GatewayUnderTest} with real clients and real backends. */
public final class TrafficEngine implements Engine, AutoCloseable {
    private final Supplier<GatewayUnderTest> start;
    private final Set<String> features;
    private final Certificates certificates;
    private final EchoServers servers;
    private final KitClient client;

    /**
     * An engine that starts a gateway for each case.
     *
     * @param features {@link GatewayUnderTest#supportedFeatures()}
     * @param backendAddress {@link GatewayUnderTest#backendAddress()}
     */
    public TrafficEngine(
            Supplier<GatewayUnderTest> start, Set<String> features, Certificates certificates, String backendAddress) {
        this.start = start;
        this.features = features;
        this.certificates = certificates;
        this.servers = new EchoServers(certificates, backendAddress);
        this.client = new KitClient(certificates, servers.records());
    }

    @Override
    public String name() {
        return "traffic";
    }

    @Override
    public Optional<Set<String>> features() {
        return Optional.of(features);
    }

    @Override
    public Session start(CorpusCase one) {
        GatewayUnderTest gateway = start.get();
        return new Running(gateway, new Fixture(one, gateway.controllerName(), servers, certificates));
    }

    @Override
    public void close() {
        client.close();
        servers.close();
    }

    private final class Running implements Session {
        private final GatewayUnderTest gateway;
        private final Fixture fixture;
        private final Applied applied = new Applied();

        Running(GatewayUnderTest gateway, Fixture fixture) {
            this.gateway = gateway;
            this.fixture = fixture;
        }

        @Override
        public Optional<List<Problem>> apply(CaseStep step) {
            List<String> documents = fixture.documents(step);
            documents.forEach(applied::put);
            List<Problem> problems = gateway.apply(documents);
            if (!step.deletions().isEmpty()) {
                gateway.delete(step.deletions());
                applied.remove(step.deletions());
            }
            return features.contains("Validation") ? Optional.of(problems) : Optional.empty();
        }

        @Override
        public boolean reports() {
            return true;
        }

        @Override
        public Optional<Map<String, Object>> status(ObjectName object) {
            return gateway.status(object);
        }

        @Override
        public boolean answers(Row row) {
            return true;
        }

        @Override
        public Answer ask(Row row) {
            Applied.Asked asked = applied.asked(row);
            Optional<InetSocketAddress> address =
                    gateway.address(asked.namespace(), asked.gateway(), asked.port(), row.verb() == Row.Verb.UDP);
            if (address.isEmpty()) {
                return Answer.refused("nothing listens on port " + asked.port());
            }
            Answer answer = client.ask(row, address.get(), asked.secure());
            return answer.refused() ? answer : answer.because(gateway.reason(answer.headers()));
        }

        @Override
        public Map<String, Long> shares(Row row) {
            Map<String, Long> counts = new LinkedHashMap<>();
            for (int i = 0; i < CaseRun.sample(row); i++) {
                counts.merge(ask(row).share(), 1L, Long::sum);
            }
            return counts;
        }

        @Override
        public boolean exactShares() {
            return false;
        }

        @Override
        public Duration settleTime() {
            return gateway.settleTime();
        }

        @Override
        public String dump() {
            return gateway.dump();
        }

        @Override
        public void close() {
            client.endCase();
            gateway.close();
        }
    }
}
