package io.gatewright.model.read.rule;

import io.gatewright.model.core.ApiObject;
import io.gatewright.model.read.shape.Complaints;

/** All rules over several fields, by kind. */
public final class Rules {
    private Rules() {}

    /**
     * Checks a value against every rule of its kind.
     *
     * @param version the version it was written in, without group
     */
    public static void check(ApiObject object, String version, Complaints complaints) {}
}
