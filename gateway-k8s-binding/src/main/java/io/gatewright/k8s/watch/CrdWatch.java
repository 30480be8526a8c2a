package io.gatewright.k8s.watch;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.gatewright.model.core.Kind;
import io.gatewright.model.parameters.GatewayParameters;
import java.util.List;

/** Notices when CRDs of our groups are installed, changed or removed. */
final class CrdWatch implements AutoCloseable {
    private static final List<String> GROUPS =
            List.of(Kind.GATEWAY_GROUP, Kind.EXPERIMENTAL_GROUP, GatewayParameters.GROUP);

    private final SharedIndexInformer<GenericKubernetesResource> informer;

    private CrdWatch(SharedIndexInformer<GenericKubernetesResource> informer) {
        this.informer = informer;
    }

    static CrdWatch start(KubernetesClient client, Runnable changed) {
        ResourceDefinitionContext crds = new ResourceDefinitionContext.Builder()
                .withGroup("apiextensions.k8s.io")
                .withVersion("v1")
                .withKind("CustomResourceDefinition")
                .withPlural("customresourcedefinitions")
                .withNamespaced(false)
                .build();
        SharedIndexInformer<GenericKubernetesResource> informer = client.genericKubernetesResources(crds)
                .withLimit(50L)
                .runnableInformer(0)
                .itemStore(new KeyStore())
                .exceptionHandler((started, failure) -> true)
                .addEventHandler(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(GenericKubernetesResource object) {
                        tell(object);
                    }

                    @Override
                    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource object) {
                        tell(object);
                    }

                    @Override
                    public void onDelete(GenericKubernetesResource object, boolean unknownFinalState) {
                        tell(object);
                    }

                    private void tell(GenericKubernetesResource object) {
                        String name = object.getMetadata().getName();
                        if (GROUPS.contains(name.substring(name.indexOf('.') + 1))) {
                            changed.run();
                        }
                    }
                });
        informer.start();
        return new CrdWatch(informer);
    }

    @Override
    public void close() {
        informer.stop();
    }
}
