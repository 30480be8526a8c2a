package io.gatewright.conformance.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares what came with what must come. */
public final class Judge {
    private static final double SHARE_TOLERANCE = 0.05;
    private static final double DEVIATIONS = 4.5;

    private Judge() {}

    /** What is wrong with an answer, one sentence each; empty if nothing is. */
    public static List<String> faults(Expect expect, Answer answer) {
        List<String> faults = new ArrayList<>();
        if (expect.refused() != answer.refused()) {
            faults.add(expect.refused() ? "expected no answer, got " + answer : "got no answer: " + answer.why());
            return faults;
        }
        if (!expect.status().isEmpty() && !expect.status().contains(answer.status())) {
            faults.add("status: expected " + expect.status() + ", got " + answer.status());
        }
        expect.backend().ifPresent(wanted -> {
            String got = answer.seen().map(Answer.Seen::backend).orElse("none");
            if (!got.equals(wanted)) {
                faults.add("backend: expected " + wanted + ", got " + got);
            }
        });
        same("reason", expect.reason(), answer.reason(), faults);
        same("rule", expect.rule(), answer.rule(), faults);
        if (expect.grpc().isPresent() && !expect.grpc().equals(answer.grpc())) {
            faults.add("grpc: expected " + expect.grpc().get() + ", got "
                    + answer.grpc().orElse("none"));
        }
        headers("response header", expect.headers(), expect.absent(), answer.headers(), faults);
        expect.body().ifPresent(body -> {
            if (!body.strip().equals(answer.body().strip())) {
                faults.add("body: expected `" + body + "`, got `" + answer.body() + "`");
            }
        });
        expect.sees().ifPresent(sees -> {
            if (answer.seen().isEmpty()) {
                faults.add("no backend saw the request");
            } else {
                sees("backend saw", sees, answer.seen().get(), faults);
            }
        });
        answer.seen()
                .map(seen -> expect.seesAt().get(seen.backend()))
                .ifPresent(sees -> sees("backend saw", sees, answer.seen().orElseThrow(), faults));
        mirrors(expect, answer, faults);
        expect.certificate().ifPresent(name -> {
            if (!answer.certificate().contains(name)) {
                faults.add("certificate: expected " + name + ", got " + answer.certificate());
            }
        });
        expect.within().ifPresent(limit -> {
            if (answer.took().compareTo(limit) > 0) {
                faults.add("took " + answer.took() + ", expected at most " + limit);
            }
        });
        return faults;
    }

    /** What is wrong with shares counted over a full cycle, or over many requests if {@code exact} is false. */
    public static List<String> shareFaults(Map<String, Integer> expected, Map<String, Long> counted, boolean exact) {
        List<String> faults = new ArrayList<>();
        double parts = expected.values().stream().mapToInt(part -> part).sum();
        double total = counted.values().stream().mapToLong(count -> count).sum();
        Map<String, Double> all = new TreeMap<>();
        counted.forEach((name, count) -> all.put(name, count / total));
        expected.forEach((name, part) -> all.putIfAbsent(name, 0.0));
        all.forEach((name, got) -> {
            double wanted = expected.getOrDefault(name, 0) / parts;
            // random choice strays: four and a half standard deviations are one false alarm in 150,000
            double chance = DEVIATIONS * Math.sqrt(wanted * (1 - wanted) / total);
            double allowed = wanted == 0 || exact ? 1e-9 : Math.max(SHARE_TOLERANCE, chance);
            if (Math.abs(got - wanted) > allowed) {
                faults.add("share of " + name + ": expected " + percent(wanted) + ", got " + percent(got));
            }
        });
        return faults;
    }

    private static String percent(double share) {
        return Math.round(share * 1000) / 10.0 + " %";
    }

    private static void mirrors(Expect expect, Answer answer, List<String> faults) {
        expect.mirrored().ifPresent(wanted -> {
            List<String> got =
                    answer.copies().stream().map(Answer.Seen::backend).sorted().toList();
            if (!got.equals(wanted.stream().sorted().toList())) {
                faults.add("mirrored: expected " + wanted + ", got " + got);
            }
        });
        expect.mirrorSees().ifPresent(sees -> {
            if (answer.copies().isEmpty()) {
                faults.add("nothing was mirrored");
            }
            answer.copies().forEach(copy -> sees("mirror saw", sees, copy, faults));
        });
    }

    private static void sees(String who, Expect.Sees sees, Answer.Seen seen, List<String> faults) {
        same(who + " method", sees.method(), Optional.of(seen.method()), faults);
        same(who + " path", sees.path(), Optional.of(seen.path()), faults);
        same(who + " host", sees.host(), Optional.of(seen.host()), faults);
        same(who + " protocol", sees.protocol(), Optional.of(seen.protocol()), faults);
        same(who + " sni", sees.sni(), Optional.of(seen.sni()), faults);
        sees.client().ifPresent(name -> {
            if (!seen.client().contains(name)
                    && !(name.equals("none") && seen.client().isEmpty())) {
                faults.add(who + " client certificate: expected " + name + ", got " + seen.client());
            }
        });
        headers(who + " header", sees.headers(), sees.absent(), seen.headers(), faults);
    }

    private static void headers(
            String what,
            Map<String, ValueCheck> wanted,
            List<String> absent,
            Map<String, List<String>> got,
            List<String> faults) {
        wanted.forEach((name, check) -> {
            List<String> values = got.get(name);
            if (values == null) {
                faults.add(what + " " + name + ": expected " + check + ", but it is absent");
            } else if (!check.holds(values)) {
                faults.add(what + " " + name + ": expected " + check + ", got " + values);
            }
        });
        for (String name : absent) {
            if (got.containsKey(name)) {
                faults.add(what + " " + name + ": expected none, got " + got.get(name));
            }
        }
    }

    /** Compares only what the engine knows. */
    private static void same(String what, Optional<String> wanted, Optional<String> got, List<String> faults) {
        if (wanted.isPresent() && got.isPresent() && !wanted.equals(got)) {
            faults.add(what + ": expected " + wanted.get() + ", got " + got.get());
        }
    }
}
