package io.gatewright.app.check;

import io.gatewright.app.files.Declared;
import io.gatewright.model.name.Hostname;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.model.read.tree.Location;
import io.gatewright.semantics.match.Router;
import io.gatewright.semantics.match.StreamTable;
import io.gatewright.semantics.plan.ListenerPlan;
import io.gatewright.semantics.plan.Plan;
import io.gatewright.semantics.plan.RoutePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Routes that are attached and get no connection, since another one or another listener of the port takes them all. Every
 * status says that all is well: the API has no condition for it.
 */
final class Outranked {
    private final Router router;
    private final Declared declared;
    private final List<Remark> remarks = new ArrayList<>();

    private Outranked(Plan plan, Declared declared) {
        this.router = Router.of(plan);
        this.declared = declared;
    }

    static List<Remark> remarks(Plan plan, Declared declared) {
        Outranked outranked = new Outranked(plan, declared);
        plan.listeners().forEach(outranked::byRoutes);
        plan.routes().forEach(outranked::byListeners);
        return outranked.remarks;
    }

    /** Of several routes below HTTP for one name, or on one port, only one serves. */
    private void byRoutes(ListenerPlan plan) {
        Router.Listener listener = router.listener(plan.listener());
        Map<Optional<Hostname>, StreamTable.Entry> winners = new HashMap<>();
        for (StreamTable.Entry entry : listener == null
                ? List.<StreamTable.Entry>of()
                : listener.streams().entries()) {
            StreamTable.Entry winner = winners.putIfAbsent(entry.host().effective(), entry);
            if (winner != null && !winner.route().route().equals(entry.route().route())) {
                ObjectRef first = winner.route().route();
                warn(
                        entry.route().route(),
                        "OutrankedRoute",
                        "gets no connection on listener " + plan.listener()
                                + entry.host()
                                        .effective()
                                        .map(name -> " for `" + name.text() + "`")
                                        .orElse("")
                                + ": only one route serves there, and that is " + first + at(first)
                                + ": attach one of them elsewhere, or put all backends into one rule");
            }
        }
    }

    /** A connection belongs to the most specific listener of its port, whatever is attached to the others. */
    private void byListeners(RoutePlan route) {
        for (RoutePlan.Binding binding : route.bindings()) {
            Router.Listener listener = router.listener(binding.listener());
            if (listener == null || listener.plan().protocol() == ListenerPlan.Protocol.UDP) {
                continue;
            }
            for (RoutePlan.Host host : binding.hosts()) {
                Router.Listener taker = host.effective()
                        .map(name -> taker(listener.plan().port(), name))
                        .orElse(listener);
                if (taker != listener && !serves(route, taker, host.effective().orElseThrow())) {
                    warn(
                            route.route(),
                            "HostnameTaken",
                            "gets no connection on listener " + listener.key() + " for `"
                                    + host.effective().get().text() + "`: listener " + taker.key() + " ("
                                    + taker.plan().protocol() + ") of the same port has the more specific hostname `"
                                    + taker.plan()
                                            .hostname()
                                            .map(Hostname::text)
                                            .orElse("*")
                                    + "` and takes them all");
                }
            }
        }
    }

    /** The listener that all connections for a name go to; for a wildcard only what is certain. */
    private Router.Listener taker(int port, Hostname name) {
        Router.Port at = router.port(port);
        if (at == null) {
            throw new IllegalStateException("a listener's port is there");
        }
        // the star is no label of a name, so a wildcard finds the listener of all names that no other listener has
        Router.Listener taker = at.listener(name.text());
        if (taker == null) {
            throw new IllegalStateException("a route's hostname is one of its listener");
        }
        return taker;
    }

    private static boolean serves(RoutePlan route, Router.Listener listener, Hostname name) {
        return route.bindings().stream()
                .filter(binding -> binding.listener().equals(listener.key()))
                .flatMap(binding -> binding.hosts().stream())
                .anyMatch(host -> host.effective().equals(Optional.of(name)));
    }

    private void warn(ObjectRef route, String rule, String message) {
        String field = "spec.parentRefs";
        remarks.add(new Remark(
                Remark.Severity.WARNING, rule, declared.locate(route, field), Optional.of(route), field, message));
    }

    private String at(ObjectRef route) {
        Optional<Location> place = declared.locate(route, "");
        return place.map(at -> " (" + at.file() + ":" + at.line() + ")").orElse("");
    }
}
