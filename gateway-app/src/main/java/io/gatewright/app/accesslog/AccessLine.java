package io.gatewright.app.accesslog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gatewright.model.name.ObjectRef;
import io.gatewright.runtime.observe.AccessRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One access record as one line of JSON. The names of the fields are documented in {@code docs/standalone.md} and are
 * part of the interface; what is absent is left out.
 */
final class AccessLine {
    private static final JsonFactory JSON = new JsonFactory();

    private AccessLine() {}

    static String of(AccessRecord record) {
        StringWriter out = new StringWriter(512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("time", record.start().toString());
            place(json, record.place());
            client(json, record.client());
            AccessRecord.Request request = record.request();
            if (request != null) {
                request(json, request);
            }
            reply(json, record.reply());
            timing(json, record.timing());
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a string writer does not fail", e);
        }
        return out.toString();
    }

    private static void place(JsonGenerator json, AccessRecord.Place place) throws IOException {
        json.writeStringField("gateway", place.gateway().namespacedName());
        json.writeNumberField("port", place.port());
        text(json, "listener", place.listener());
        ObjectRef route = place.route();
        if (route != null) {
            json.writeStringField("route", route.kind() + "/" + route.namespacedName());
        }
        if (place.rule() >= 0) {
            json.writeNumberField("rule", place.rule());
        }
        text(json, "rule_name", place.ruleName());
        text(json, "backend", place.backend());
        text(json, "endpoint", place.endpoint());
        json.writeNumberField("version", place.version());
    }

    private static void client(JsonGenerator json, AccessRecord.Client client) throws IOException {
        json.writeStringField("client", address(client.address()));
        InetSocketAddress peer = client.peer();
        if (peer != null) {
            json.writeStringField("peer", address(peer));
        }
        text(json, "sni", client.sni());
        text(json, "tls", client.tlsVersion());
        text(json, "client_certificate", client.certificateSubject());
    }

    private static void request(JsonGenerator json, AccessRecord.Request request) throws IOException {
        json.writeStringField("protocol", request.protocol());
        json.writeStringField("method", request.method());
        json.writeStringField("scheme", request.scheme());
        text(json, "host", request.host());
        json.writeStringField("path", request.path());
        text(json, "query", request.query());
        text(json, "user_agent", request.userAgent());
        text(json, "request_id", request.requestId());
        text(json, "trace_parent", request.traceParent());
    }

    private static void reply(JsonGenerator json, AccessRecord.Reply reply) throws IOException {
        json.writeNumberField("status", reply.status());
        if (reply.grpcStatus() >= 0) {
            json.writeNumberField("grpc_status", reply.grpcStatus());
        }
        text(json, "reason", reply.reason());
        json.writeNumberField("bytes_in", reply.bytesIn());
        json.writeNumberField("bytes_out", reply.bytesOut());
    }

    private static void timing(JsonGenerator json, AccessRecord.Timing timing) throws IOException {
        millis(json, "total_ms", timing.total());
        millis(json, "first_byte_ms", timing.firstByte());
        millis(json, "backend_ms", timing.backend());
        json.writeNumberField("tries", timing.tries());
    }

    private static void text(JsonGenerator json, String field, @Nullable Object value) throws IOException {
        if (value != null) {
            json.writeStringField(field, value.toString());
        }
    }

    /** Milliseconds with three digits; -1 nanoseconds are no value. */
    private static void millis(JsonGenerator json, String field, long nanos) throws IOException {
        if (nanos >= 0) {
            long micros = nanos / 1000;
            String fraction = Long.toString(1000 + micros % 1000).substring(1);
            json.writeFieldName(field);
            json.writeNumber(micros / 1000 + "." + fraction);
        }
    }

    private static String address(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        String host = ip == null ? address.getHostString() : ip.getHostAddress();
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + address.getPort() : host + ":" + address.getPort();
    }
}
