package io.gatewright.app.check;

import io.gatewright.app.output.Paint;
import io.gatewright.app.output.Table;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.finding.ConditionType;
import io.gatewright.semantics.report.ConditionReport;
import io.gatewright.semantics.report.ListenerReport;
import io.gatewright.semantics.report.ObjectReport;
import io.gatewright.semantics.report.ParentReport;
import java.util.ArrayList;
import java.util.List;

/** An analysis as a table and a list of remarks. */
public final class CheckText {
    private final Analysis analysis;
    private final Paint paint;

    private CheckText(Analysis analysis, Paint paint) {
        this.analysis = analysis;
        this.paint = paint;
    }

    /** Table, remarks and a last line with their numbers. */
    public static String of(Analysis analysis, Paint paint) {
        CheckText text = new CheckText(analysis, paint);
        String table = text.table();
        String remarks = text.remarks();
        return table
                + (table.isEmpty() || remarks.isEmpty() ? "" : "\n")
                + remarks
                + (table.isEmpty() && remarks.isEmpty() ? "" : "\n")
                + text.summary();
    }

    /** Only the remarks, one line each. */
    public static String remarks(Analysis analysis, Paint paint) {
        return new CheckText(analysis, paint).remarks();
    }

    private String table() {
        Table table = new Table();
        for (ObjectReport report : analysis.report().objects().values()) {
            ObjectRef ref = report.object();
            String place = analysis.place(ref);
            if (place.isEmpty()) {
                continue; // implied: nobody wrote it
            }
            List<String[]> rows = new ArrayList<>();
            if (!report.conditions().isEmpty()) {
                rows.add(new String[] {"", conditions(report.conditions())});
            }
            for (ListenerReport listener : report.listeners()) {
                int routes = listener.attachedRoutes();
                rows.add(new String[] {
                    "listener " + listener.name(),
                    conditions(listener.conditions()) + ", " + routes + (routes == 1 ? " route" : " routes")
                });
            }
            for (ParentReport parent : report.parents()) {
                rows.add(new String[] {"on " + parent(parent), conditions(parent.conditions())});
            }
            for (ParentReport parent : report.ancestors()) {
                rows.add(new String[] {"on " + parent(parent), conditions(parent.conditions())});
            }
            for (int i = 0; i < rows.size(); i++) {
                boolean first = i == 0;
                String[] row = rows.get(i);
                String name = first ? paint.strong(ref.toString()) : "";
                table.row(name, row[0], row[1], first ? paint.quiet(place) : "");
            }
        }
        return table.toString();
    }

    private static String parent(ParentReport parent) {
        return parent.parentRef().namespace().map(namespace -> namespace + "/").orElse("")
                + parent.parentRef().name()
                + parent.parentRef().sectionName().map(section -> "/" + section).orElse("")
                + parent.parentRef().port().map(port -> ":" + port).orElse("");
    }

    /** Good ones by name; bad ones with their reason. Whether something is programmed cannot be known here. */
    private String conditions(List<ConditionReport> conditions) {
        List<String> words = new ArrayList<>();
        for (ConditionReport condition : conditions) {
            if (condition.type().equals(ConditionType.PROGRAMMED.text())) {
                continue;
            }
            boolean positive = positive(condition.type());
            boolean isTrue = condition.status().equals("True");
            if (positive && isTrue) {
                words.add(paint.good(condition.type()));
            } else if (positive || isTrue) {
                words.add(paint.bad((positive ? condition.type() + "=" + condition.status() : condition.type()) + " ("
                        + condition.reason() + ")"));
            }
        }
        return String.join(", ", words);
    }

    private static boolean positive(String type) {
        for (ConditionType known : ConditionType.values()) {
            if (known.text().equals(type)) {
                return known.positive();
            }
        }
        return true;
    }

    private String remarks() {
        StringBuilder out = new StringBuilder();
        for (Remark remark : analysis.remarks()) {
            String word = remark.severity().word() + ":";
            out.append(remark.at().map(at -> paint.strong(at + ":") + " ").orElse(""))
                    .append(remark.severity() == Remark.Severity.ERROR ? paint.bad(word) : paint.doubtful(word))
                    .append(' ')
                    .append(remark.text())
                    .append(paint.quiet(" [" + remark.rule() + "]"))
                    .append('\n');
        }
        return out.toString();
    }

    private String summary() {
        long errors = analysis.errors();
        long warnings = analysis.warnings();
        if (analysis.declared().objects().isEmpty() && errors + warnings == 0) {
            return paint.doubtful("no object found: expected `.yaml`, `.yml` or `.json` with Gateway API objects")
                    + "\n";
        }
        String objects = count(analysis.declared().objects().size(), "object");
        if (errors + warnings == 0) {
            return paint.good(objects + ", nothing to complain about") + "\n";
        }
        String text = objects + ", " + count(errors, "error") + ", " + count(warnings, "warning");
        return (errors > 0 ? paint.bad(text) : paint.doubtful(text)) + "\n";
    }

    private static String count(long number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
