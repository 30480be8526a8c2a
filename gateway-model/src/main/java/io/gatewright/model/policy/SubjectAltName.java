package io.gatewright.model.policy;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.Optional;
import org.immutables.value.Value;

/** A name in a certificate (v1 {@code SubjectAltName}). */
@Value.Immutable
@JsonDeserialize(as = ImmutableSubjectAltName.class)
public interface SubjectAltName {
    // values of type()
    String HOSTNAME = "Hostname";
    String URI = "URI";

    String type();

    Optional<String> hostname();

    Optional<String> uri();
}
