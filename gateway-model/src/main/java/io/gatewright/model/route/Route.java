package io.gatewright.model.route;

import io.gatewright.model.core.ApiObject;
import java.util.Optional;

/** What the five route kinds have in common, so that attachment and references need one code for all. */
public interface Route extends ApiObject {
    CommonRouteSpec spec();

    Optional<RouteStatus> status();
}
