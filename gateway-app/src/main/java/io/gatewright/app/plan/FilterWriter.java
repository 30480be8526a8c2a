package io.gatewright.app.plan;

import io.gatewright.semantics.plan.FilterPlan;
import java.io.IOException;

/** Writes filters of rules and backends. */
final class FilterWriter {
    private FilterWriter() {}

    static void filter(FieldWriter out, FilterPlan filter) throws IOException {
        if (filter instanceof FilterPlan.RequestHeaders headers) {
            out.type("RequestHeaders");
            out.object("edit", headers.edit(), FilterWriter::edit);
        } else if (filter instanceof FilterPlan.ResponseHeaders headers) {
            out.type("ResponseHeaders");
            out.object("edit", headers.edit(), FilterWriter::edit);
        } else if (filter instanceof FilterPlan.Redirect redirect) {
            redirect(out, redirect);
        } else if (filter instanceof FilterPlan.Rewrite rewrite) {
            out.type("Rewrite");
            out.text("hostname", rewrite.hostname());
            out.optional("path", rewrite.path(), FilterWriter::path);
        } else if (filter instanceof FilterPlan.Mirror mirror) {
            out.type("Mirror");
            out.object("target", mirror.target(), RuleWriter::target);
            out.number("numerator", mirror.numerator());
            out.number("denominator", mirror.denominator());
        } else if (filter instanceof FilterPlan.Cors cors) {
            cors(out, cors);
        } else if (filter instanceof FilterPlan.ExternalAuth auth) {
            externalAuth(out, auth);
        } else if (filter instanceof FilterPlan.Extension extension) {
            out.type("Extension");
            out.word("ref", PlanWords.text(extension.ref()));
            out.text("payload", extension.payload());
        } else if (filter instanceof FilterPlan.Refused refused) {
            out.type("Refused");
            out.object("why", refused.why(), PlanWriter::refusal);
        } else {
            throw new IllegalArgumentException("a kind of filter is missing here: " + filter.getClass());
        }
    }

    private static void redirect(FieldWriter out, FilterPlan.Redirect redirect) throws IOException {
        out.type("Redirect");
        out.text("scheme", redirect.scheme());
        out.text("hostname", redirect.hostname());
        out.optional("path", redirect.path(), FilterWriter::path);
        if (redirect.port().isPresent()) {
            out.number("port", redirect.port().get());
        }
        out.number("statusCode", redirect.statusCode());
    }

    private static void cors(FieldWriter out, FilterPlan.Cors cors) throws IOException {
        out.type("Cors");
        out.texts("allowOrigins", cors.allowOrigins());
        out.flag("allowCredentials", cors.allowCredentials());
        out.texts("allowMethods", cors.allowMethods());
        out.texts("allowHeaders", cors.allowHeaders());
        out.texts("exposeHeaders", cors.exposeHeaders());
        out.number("maxAge", cors.maxAge());
    }

    private static void externalAuth(FieldWriter out, FilterPlan.ExternalAuth auth) throws IOException {
        out.type("ExternalAuth");
        out.flag("grpc", auth.grpc());
        out.object("target", auth.target(), RuleWriter::target);
        out.text("pathPrefix", auth.pathPrefix());
        out.texts("allowedHeaders", auth.allowedHeaders());
        out.texts("allowedResponseHeaders", auth.allowedResponseHeaders());
        out.number("maxBody", auth.maxBody());
    }

    private static void edit(FieldWriter out, FilterPlan.HeaderEdit edit) throws IOException {
        out.objects("set", edit.set(), FilterWriter::header);
        out.objects("add", edit.add(), FilterWriter::header);
        out.texts("remove", edit.remove());
    }

    private static void header(FieldWriter out, FilterPlan.Header header) throws IOException {
        out.text("name", header.name());
        out.text("value", header.value());
    }

    private static void path(FieldWriter out, FilterPlan.PathEdit edit) throws IOException {
        out.flag("wholePath", edit.wholePath());
        out.text("value", edit.value());
    }
}
