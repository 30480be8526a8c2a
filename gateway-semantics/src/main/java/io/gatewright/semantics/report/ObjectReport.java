package io.gatewright.semantics.report;

import io.gatewright.model.name.ObjectRef;
import java.util.List;
import java.util.OptionalInt;

/**
 * The whole status of one object; the parts that its kind does not have are empty.
 *
 * @param object whose
 * @param generation of the object that this was derived from; 0 if it has none
 * @param conditions of GatewayClass, Gateway and ListenerSet
 * @param listeners of Gateway and ListenerSet: their own
 * @param parents of routes: those of ours
 * @param ancestors of policies: the Gateways through which they have an effect
 * @param addresses of a Gateway
 * @param supportedFeatures of a GatewayClass, ascending
 * @param attachedListenerSets of a Gateway
 */
public record ObjectReport(
        ObjectRef object,
        long generation,
        List<ConditionReport> conditions,
        List<ListenerReport> listeners,
        List<ParentReport> parents,
        List<ParentReport> ancestors,
        List<AddressReport> addresses,
        List<String> supportedFeatures,
        OptionalInt attachedListenerSets) {
    public ObjectReport {
        conditions = List.copyOf(conditions);
        listeners = List.copyOf(listeners);
        parents = List.copyOf(parents);
        ancestors = List.copyOf(ancestors);
        addresses = List.copyOf(addresses);
        supportedFeatures = List.copyOf(supportedFeatures);
    }

    static ObjectReport ofRoute(ObjectRef object, long generation, List<ParentReport> parents) {
        return new ObjectReport(
                object,
                generation,
                List.of(),
                List.of(),
                parents,
                List.of(),
                List.of(),
                List.of(),
                OptionalInt.empty());
    }

    static ObjectReport ofPolicy(ObjectRef object, long generation, List<ParentReport> ancestors) {
        return new ObjectReport(
                object,
                generation,
                List.of(),
                List.of(),
                List.of(),
                ancestors,
                List.of(),
                List.of(),
                OptionalInt.empty());
    }
}
