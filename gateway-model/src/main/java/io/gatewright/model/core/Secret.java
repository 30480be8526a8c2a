package io.gatewright.model.core;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.gatewright.model.core.Kind.Scope;
import java.util.Map;
import java.util.Optional;
import org.immutables.value.Value;

/**
 * A Secret of Kubernetes. {@code stringData} of a document is merged into {@link #data()} on reading and wins there, as
 * in the API server; the annotation in which {@code kubectl} repeats the whole document is dropped.
 *
 * <p>A class and not an interface for one reason: {@link #toString} must show nothing but the name.
 */
@Value.Immutable
@JsonDeserialize(as = ImmutableSecret.class)
public abstract class Secret implements ApiObject {
    // values of type()
    public static final String OPAQUE = "Opaque";
    public static final String TLS = "kubernetes.io/tls";

    // keys of data()
    public static final String TLS_CERTIFICATE = "tls.crt";
    public static final String TLS_PRIVATE_KEY = "tls.key";
    public static final String CA_CERTIFICATE = "ca.crt";

    public static final Kind<Secret> KIND = Kind.of("", "Secret", "secrets", Scope.NAMESPACED, Secret.class, "v1");

    @Override
    public Kind<Secret> kind() {
        return KIND;
    }

    @Override
    public abstract ObjectMeta metadata();

    @Value.Default
    public String type() {
        return OPAQUE;
    }

    /** The content. Writing this value as JSON writes the content. */
    public abstract Map<String, Bytes> data();

    /** The bytes under a key, if there. */
    public Optional<Bytes> get(String key) {
        return Optional.ofNullable(data().get(key));
    }

    /** {@code Secret ns/name}, and never any content. */
    @Override
    public String toString() {
        return ref().toString();
    }
}
