package io.gatewright.semantics.report;

/** Where reports go: status writers, a table on a screen. */
public interface ReportSink {
    /** Takes the newest report; it replaces all earlier ones. Called from one thread; must not block. */
    void accept(Report report);
}
