package io.gatewright.model.name;

import java.util.Optional;

/**
 * The name of a part of an object: a listener of a Gateway, a rule of a route, a port of a Service. A lower-case DNS
 * subdomain of at most 253 characters (v1 {@code SectionName}).
 */
public record SectionName(String value) implements Comparable<SectionName> {

    public SectionName {
        if (!DnsNames.isSubdomain(value, false)) {
            throw new IllegalArgumentException(
                    "`" + value + "` is no section name: expected a lower-case DNS subdomain");
        }
    }

    /** The name, or empty when the text is none. */
    public static Optional<SectionName> parse(String value) {
        return DnsNames.isSubdomain(value, false) ? Optional.of(new SectionName(value)) : Optional.empty();
    }

    @Override
    public int compareTo(SectionName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
