package io.gatewright.app.plan;

import io.gatewright.model.name.ObjectRef;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.FilterPlan;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads filters as {@link FilterWriter} writes them. */
final class FilterReader {
    private FilterReader() {}

    static FilterPlan filter(FieldReader in) throws IOException {
        String type = in.type();
        return switch (type) {
            case "RequestHeaders" -> new FilterPlan.RequestHeaders(headers(in));
            case "ResponseHeaders" -> new FilterPlan.ResponseHeaders(headers(in));
            case "Redirect" -> redirect(in);
            case "Rewrite" -> rewrite(in);
            case "Mirror" -> mirror(in);
            case "Cors" -> cors(in);
            case "ExternalAuth" -> externalAuth(in);
            case "Extension" -> extension(in);
            case "Refused" -> new FilterPlan.Refused(PlanReader.why(in));
            default ->
                throw in.unknownType(
                        type,
                        "RequestHeaders, ResponseHeaders, Redirect, Rewrite, Mirror, Cors, ExternalAuth, Extension,"
                                + " Refused");
        };
    }

    private static FilterPlan.HeaderEdit headers(FieldReader in) throws IOException {
        FilterPlan.HeaderEdit edit = null;
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "edit" -> edit = in.object(FilterReader::edit);
                default -> throw in.unknownField();
            }
        }
        return in.needed("edit", edit);
    }

    private static FilterPlan.HeaderEdit edit(FieldReader in) throws IOException {
        List<FilterPlan.Header> set = List.of();
        List<FilterPlan.Header> add = List.of();
        List<String> remove = List.of();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "set" -> set = in.objects(FilterReader::header);
                case "add" -> add = in.objects(FilterReader::header);
                case "remove" -> remove = in.texts();
                default -> throw in.unknownField();
            }
        }
        return new FilterPlan.HeaderEdit(set, add, remove);
    }

    private static FilterPlan.Header header(FieldReader in) throws IOException {
        String name = "";
        String value = "";
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "name" -> name = in.text();
                case "value" -> value = in.text();
                default -> throw in.unknownField();
            }
        }
        return new FilterPlan.Header(name, value);
    }

    private static FilterPlan.Redirect redirect(FieldReader in) throws IOException {
        Optional<String> scheme = Optional.empty();
        Optional<String> hostname = Optional.empty();
        Optional<FilterPlan.PathEdit> path = Optional.empty();
        Optional<Integer> port = Optional.empty();
        int statusCode = 0;
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "scheme" -> scheme = Optional.of(in.text());
                case "hostname" -> hostname = Optional.of(in.text());
                case "path" -> path = Optional.of(in.object(FilterReader::path));
                case "port" -> port = Optional.of(in.number());
                case "statusCode" -> statusCode = in.number();
                default -> throw in.unknownField();
            }
        }
        return new FilterPlan.Redirect(scheme, hostname, path, port, statusCode);
    }

    private static FilterPlan.Rewrite rewrite(FieldReader in) throws IOException {
        Optional<String> hostname = Optional.empty();
        Optional<FilterPlan.PathEdit> path = Optional.empty();
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "hostname" -> hostname = Optional.of(in.text());
                case "path" -> path = Optional.of(in.object(FilterReader::path));
                default -> throw in.unknownField();
            }
        }
        return new FilterPlan.Rewrite(hostname, path);
    }

    private static FilterPlan.PathEdit path(FieldReader in) throws IOException {
        boolean wholePath = false;
        String value = "";
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "wholePath" -> wholePath = in.flag();
                case "value" -> value = in.text();
                default -> throw in.unknownField();
            }
        }
        return new FilterPlan.PathEdit(wholePath, value);
    }

    private static FilterPlan.Mirror mirror(FieldReader in) throws IOException {
        BackendPlan.Target target = null;
        int numerator = 0;
        int denominator = 0;
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "target" -> target = RuleReader.target(in);
                case "numerator" -> numerator = in.number();
                case "denominator" -> denominator = in.number();
                default -> throw in.unknownField();
            }
        }
        return new FilterPlan.Mirror(in.needed("target", target), numerator, denominator);
    }

    private static FilterPlan.Cors cors(FieldReader in) throws IOException {
        List<String> allowOrigins = List.of();
        boolean allowCredentials = false;
        List<String> allowMethods = List.of();
        List<String> allowHeaders = List.of();
        List<String> exposeHeaders = List.of();
        int maxAge = 0;
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "allowOrigins" -> allowOrigins = in.texts();
                case "allowCredentials" -> allowCredentials = in.flag();
                case "allowMethods" -> allowMethods = in.texts();
                case "allowHeaders" -> allowHeaders = in.texts();
                case "exposeHeaders" -> exposeHeaders = in.texts();
                case "maxAge" -> maxAge = in.number();
                default -> throw in.unknownField();
            }
        }
        return new FilterPlan.Cors(allowOrigins, allowCredentials, allowMethods, allowHeaders, exposeHeaders, maxAge);
    }

    private static FilterPlan.ExternalAuth externalAuth(FieldReader in) throws IOException {
        boolean grpc = false;
        BackendPlan.Target target = null;
        String pathPrefix = "";
        List<String> allowedHeaders = List.of();
        List<String> allowedResponseHeaders = List.of();
        int maxBody = 0;
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "grpc" -> grpc = in.flag();
                case "target" -> target = RuleReader.target(in);
                case "pathPrefix" -> pathPrefix = in.text();
                case "allowedHeaders" -> allowedHeaders = in.texts();
                case "allowedResponseHeaders" -> allowedResponseHeaders = in.texts();
                case "maxBody" -> maxBody = in.number();
                default -> throw in.unknownField();
            }
        }
        return new FilterPlan.ExternalAuth(
                grpc, in.needed("target", target), pathPrefix, allowedHeaders, allowedResponseHeaders, maxBody);
    }

    private static FilterPlan.Extension extension(FieldReader in) throws IOException {
        ObjectRef ref = null;
        String payload = "";
        for (String field = in.next(); field != null; field = in.next()) {
            switch (field) {
                case "ref" -> ref = in.ref();
                case "payload" -> payload = in.text();
                default -> throw in.unknownField();
            }
        }
        return new FilterPlan.Extension(in.needed("ref", ref), payload);
    }
}
