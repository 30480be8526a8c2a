package io.gatewright.semantics.report;

import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.finding.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds the conditions of one object or of one entry of its status, all with the same generation. */
final class Conditions {
    static final String PENDING = "Pending";
    static final String INVALID = "Invalid";
    static final String LISTENERS_NOT_VALID = "ListenersNotValid";

    private final long generation;
    private final List<ConditionReport> conditions = new ArrayList<>();

    Conditions(long generation) {
        this.generation = generation;
    }

    Conditions isTrue(ConditionType type, String message) {
        return add(type, "True", type.text(), message);
    }

    Conditions isTrue(ConditionType type, String reason, String message) {
        return add(type, "True", reason, message);
    }

    Conditions isFalse(ConditionType type, String reason, String message) {
        return add(type, "False", reason, message);
    }

    Conditions isUnknown(ConditionType type, String message) {
        return add(type, "Unknown", PENDING, message);
    }

    /** Positive unless a finding of this type stands against it. All findings go into the message, the first gives the reason. */
    Conditions unless(ConditionType type, List<Finding> findings, String good) {
        List<Finding> against = of(type, findings);
        return against.isEmpty()
                ? isTrue(type, good)
                : isFalse(type, against.get(0).reason().text(), sentence(against));
    }

    /** A negative condition: present, and True, only if a finding calls for it. */
    Conditions onlyIf(ConditionType type, List<Finding> findings) {
        List<Finding> found = of(type, findings);
        return found.isEmpty() ? this : isTrue(type, found.get(0).reason().text(), sentence(found));
    }

    List<ConditionReport> list() {
        return List.copyOf(conditions);
    }

    private Conditions add(ConditionType type, String status, String reason, String message) {
        conditions.add(new ConditionReport(type.text(), status, reason, message, generation));
        return this;
    }

    static List<Finding> of(ConditionType type, List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.reason().condition() == type)
                .toList();
    }

    static Optional<Finding> first(ConditionType type, List<Finding> findings) {
        return of(type, findings).stream().findFirst();
    }

    /** The API allows 32768 characters; nobody reads more than a few findings. */
    private static String sentence(List<Finding> findings) {
        int shown = Math.min(findings.size(), 8);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < shown; i++) {
            Finding finding = findings.get(i);
            text.append(i == 0 ? "" : "; ");
            if (!finding.path().isEmpty()) {
                text.append(finding.path()).append(": ");
            }
            text.append(finding.message());
        }
        if (findings.size() > shown) {
            text.append("; and ").append(findings.size() - shown).append(" more");
        }
        return text.toString();
    }
}
