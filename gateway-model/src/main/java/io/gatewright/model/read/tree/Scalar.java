package io.gatewright.model.read.tree;

/** What a scalar is after YAML 1.1 resolution, the dialect that kubectl reads. */
public enum Scalar {
    STRING("a string"),
    INTEGER("an integer"),
    DECIMAL("a decimal number"),
    BOOLEAN("a boolean"),
    NULL("null");

    private final String description;

    Scalar(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }
}
