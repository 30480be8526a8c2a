package io.gatewright.app.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.gatewright.app.feed.FeedKeys;
import io.gatewright.app.feed.FeedServer;
import io.gatewright.k8s.identity.ProxyTokens;
import io.gatewright.k8s.infra.InfraPlan;
import io.gatewright.model.name.ObjectRef;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Lets a proxy in if its token is that of the ServiceAccount under which the proxies of this very Gateway run. */
final class ProxyDoor implements FeedServer.Door {
    private final ProxyTokens tokens;
    private final Supplier<? extends Map<ObjectRef, InfraPlan>> gateways;
    private final Supplier<FeedKeys> keys;
    private final Supplier<Optional<String>> leader;

    ProxyDoor(
            KubernetesClient client,
            Supplier<? extends Map<ObjectRef, InfraPlan>> gateways,
            Supplier<FeedKeys> keys,
            Supplier<Optional<String>> leader) {
        this.tokens = new ProxyTokens(client, ProxyTokens.AUDIENCE);
        this.gateways = gateways;
        this.keys = keys;
        this.leader = leader;
    }

    @Override
    public Optional<String> refusal(String token, ObjectRef gateway) {
        Optional<ProxyTokens.Account> account = tokens.account(token);
        InfraPlan plan = gateways.get().get(gateway);
        boolean same = account.isPresent()
                && plan != null
                && account.get().namespace().equals(gateway.namespace())
                && account.get().name().equals(plan.serviceAccount());
        // one answer for all: who asks learns nothing about Gateways that are not its own
        return same ? Optional.empty() : Optional.of("this token is not that of a proxy of this Gateway");
    }

    @Override
    public byte[] sessionKey(ObjectRef gateway) {
        return keys.get().sessionKey(gateway.namespacedName());
    }

    @Override
    public Optional<String> leader() {
        return leader.get();
    }
}
