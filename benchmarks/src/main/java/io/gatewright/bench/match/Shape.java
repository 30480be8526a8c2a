package io.gatewright.bench.match;

import io.gatewright.model.name.Hostname;
import io.gatewright.semantics.plan.MatchPlan;
import io.gatewright.semantics.plan.PathMatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** By what the rules of a table differ, and a request for one of them. */
public enum Shape {
    /** A host for each route; its rules differ by path. */
    HOSTS {
        @Override
        String host(int route) {
            return "h" + route + ".example.com";
        }
    },
    /** All paths under one host. */
    PATHS,
    /** As {@link #HOSTS}, but the hosts are wildcards. */
    WILDCARDS {
        @Override
        String host(int route) {
            return "*.h" + route + ".example.com";
        }

        @Override
        String requestHost(int route) {
            return "deep.down.h" + route + ".example.com";
        }
    },
    /** One host and one path; rules differ by the value of a header. */
    HEADERS {
        @Override
        MatchPlan match(int route, int rule) {
            MatchPlan.ValueMatch tenant = new MatchPlan.ValueMatch("x-tenant", false, tenant(route, rule));
            return new MatchPlan(new PathMatch.Prefix("/api"), Optional.empty(), List.of(tenant), List.of());
        }

        @Override
        String requestPath(int route, int rule) {
            return "/api/deeper/still";
        }
    },
    /** Expressions under one host that begin with plain segments. */
    REGEX {
        @Override
        MatchPlan match(int route, int rule) {
            return path(new PathMatch.Regex(prefix(route, rule) + "/[a-z]+/still"));
        }
    },
    /** A host that no rule has. */
    MISS_HOST {
        @Override
        String host(int route) {
            return HOSTS.host(route);
        }

        @Override
        String requestHost(int route) {
            return "nobody.example.org";
        }

        @Override
        boolean hit() {
            return false;
        }
    },
    /** A path that no rule of the one host has. */
    MISS_PATH {
        @Override
        String requestPath(int route, int rule) {
            return "/team-1/nobody/serves/this";
        }

        @Override
        boolean hit() {
            return false;
        }
    };

    static final int RULES_PER_ROUTE = 10;

    Optional<Hostname> hostname(int route) {
        return Hostname.parse(host(route));
    }

    String host(int route) {
        return "shared.example.com";
    }

    String requestHost(int route) {
        return host(route);
    }

    MatchPlan match(int route, int rule) {
        String path = prefix(route, rule);
        return path(rule % 2 == 0 ? new PathMatch.Prefix(path) : new PathMatch.Exact(path));
    }

    String requestPath(int route, int rule) {
        return prefix(route, rule) + "/deeper/still";
    }

    /** What a request for this rule carries. */
    Map<String, String> requestHeaders(int route, int rule) {
        return Map.of(
                "accept", "*/*",
                "content-type", "application/json",
                "user-agent", "bench",
                "x-tenant", tenant(route, rule));
    }

    boolean hit() {
        return true;
    }

    private static MatchPlan path(PathMatch path) {
        return new MatchPlan(path, Optional.empty(), List.of(), List.of());
    }

    private static String prefix(int route, int rule) {
        return "/team-" + route % 7 + "/svc-" + route + "/v" + rule;
    }

    private static String tenant(int route, int rule) {
        return "tenant-" + route + "-" + rule;
    }
}
