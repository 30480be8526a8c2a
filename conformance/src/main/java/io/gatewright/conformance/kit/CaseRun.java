package io.gatewright.conformance.kit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Runs one case in one engine and collects everything that is wrong. */
public final class CaseRun {
    private static final int TRAFFIC_SAMPLE = 400;
    private static final Duration POLL = Duration.ofMillis(20);

    private final CorpusCase one;
    private final Engine.Session session;
    private final String controllerName;
    private final List<String> faults = new ArrayList<>();

    private CaseRun(CorpusCase one, Engine.Session session, String controllerName) {
        this.one = one;
        this.session = session;
        this.controllerName = controllerName;
    }

    /** Why this engine does not run the case; absent if it does. */
    public static Optional<String> skipped(CorpusCase one, Engine engine) {
        CaseSettings settings = one.settings();
        if (!settings.engines().isEmpty() && !settings.engines().contains(engine.name())) {
            return Optional.of("confined to " + settings.engines());
        }
        if (settings.admitted() && !engine.admits()) {
            return Optional.of("needs an engine that skips validation");
        }
        Set<String> missing = new TreeSet<>(settings.features());
        engine.features().ifPresentOrElse(missing::removeAll, missing::clear);
        return missing.isEmpty() ? Optional.empty() : Optional.of("needs " + missing);
    }

    /**
     * All that is wrong, a sentence each; empty if the case holds. If something is, a last entry shows the engine's state.
     *
     * @param controllerName whose entries of a status are judged
     */
    public static List<String> faults(CorpusCase one, Engine engine, String controllerName) {
        try (Engine.Session session = engine.start(one)) {
            CaseRun run = new CaseRun(one, session, controllerName);
            run.steps();
            if (!run.faults.isEmpty()) {
                String dump = session.dump();
                if (!dump.isBlank()) {
                    run.faults.add(dump);
                }
            }
            return run.faults;
        }
    }

    private void steps() {
        int number = 0;
        for (CaseStep step : one.steps()) {
            number++;
            String where = one.steps().size() == 1
                    ? ""
                    : "step " + number + (step.title().isEmpty() ? "" : " (" + step.title() + ")") + ": ";
            Optional<List<Problem>> found = session.apply(step);
            if (found.isPresent() && step.problems().isPresent()) {
                problems(where, step.problems().get(), found.get());
            }
            long deadline = System.nanoTime() + session.settleTime().toNanos();
            if (session.reports()) {
                step.status()
                        .forEach((object, expected) -> eventually(
                                deadline,
                                where,
                                () -> StatusJudge.faults(controllerName, object, expected, session.status(object))));
            }
            for (Row row : step.requests()) {
                if (session.answers(row)) {
                    String named = where + row.title() + ": ";
                    eventually(deadline, named, () -> row(row));
                }
            }
            for (String fault : session.ownFaults(step)) {
                faults.add(where + fault);
            }
        }
    }

    private List<String> row(Row row) {
        if (row.expect().isEmpty()) {
            return Judge.shareFaults(row.shares(), session.shares(row), session.exactShares());
        }
        List<String> found = new ArrayList<>();
        for (int i = 0; i < Math.max(1, row.times()) && found.isEmpty(); i++) {
            Answer answer;
            try {
                answer = session.ask(row);
            } catch (RuntimeException | AssertionError e) {
                found.add(String.valueOf(e));
                break;
            }
            found.addAll(Judge.faults(row.expect().get(), answer));
            if (!found.isEmpty()) {
                found.add("  answer " + (row.times() > 1 ? (i + 1) + " " : "") + "was " + answer);
            }
        }
        return found;
    }

    /** How many requests show shares well enough. */
    public static int sample(Row row) {
        return row.times() > 0 ? row.times() : TRAFFIC_SAMPLE;
    }

    private void eventually(long deadline, String where, Supplier<List<String>> check) {
        List<String> found = check.get();
        while (!found.isEmpty() && System.nanoTime() < deadline) {
            pause();
            found = check.get();
        }
        found.forEach(fault -> faults.add(where + fault));
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a gateway to settle", e);
        }
    }

    /** Each listed problem must have been found, and each error found be listed; warnings beyond are let through. */
    private void problems(String where, List<Problem> listed, List<Problem> found) {
        for (Problem wanted : listed) {
            if (found.stream().noneMatch(got -> covers(wanted, got))) {
                faults.add(where + "problem `" + wanted + "` was not found, but " + found);
            }
        }
        for (Problem got : found) {
            if (!got.warning() && listed.stream().noneMatch(wanted -> covers(wanted, got))) {
                faults.add(where + "problem `" + got + "` was found and is not expected");
            }
        }
    }

    /** Validators differ in whether they point at a field or at the object around it: either is good. */
    private static boolean covers(Problem wanted, Problem got) {
        return got.object().equals(wanted.object())
                && (inside(wanted.path(), got.path()) || inside(got.path(), wanted.path()))
                && got.warning() == wanted.warning()
                && got.message()
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted.message().toLowerCase(Locale.ROOT));
    }

    private static boolean inside(String outer, String path) {
        return path.startsWith(outer)
                && (path.length() == outer.length() || ".[".indexOf(path.charAt(outer.length())) >= 0);
    }

    /** The known failures of a file: {@code area/case [engine]} to the reason. */
    public static Map<String, String> knownFailures(List<String> lines) {
        Map<String, String> known = new TreeMap<>();
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int colon = line.indexOf("]:");
                if (colon < 0 || line.substring(colon + 2).isBlank()) {
                    throw new CaseFormatException(
                            "known failure `" + line + "`: expected `area/case [engine]: reason`");
                }
                known.put(
                        line.substring(0, colon + 1).strip(),
                        line.substring(colon + 2).strip());
            }
        }
        return known;
    }
}
