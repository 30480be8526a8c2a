package io.gatewright.semantics.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReplyReasonTest {
    /** Codes are an interface: dashboards and alerts know them. */
    @Test
    void the_table_is_as_published() {
        String table = Arrays.stream(ReplyReason.values())
                .map(reason -> reason.code() + " " + reason.status() + " " + reason.grpcStatus())
                .collect(Collectors.joining("\n"));
        assertEquals("""
                bad_request 400 13
                bad_framing 400 13
                bad_host 400 13
                bad_path 400 13
                headers_too_large 431 13
                uri_too_long 414 13
                body_too_large 413 8
                expectation_failed 417 13
                method_not_supported 501 12
                client_timeout 408 4
                client_closed 499 1
                listener_not_found 404 12
                route_not_found 404 12
                misdirected 421 14
                listener_closed 503 14
                redirect 302 12
                cors_preflight 204 12
                cors_refused 403 7
                auth_denied 403 7
                auth_failed 403 7
                extension_reply 200 2
                filter_refused 500 14
                rule_refused 500 14
                no_backend 500 14
                backend_unresolved 500 14
                backend_closed 500 14
                no_endpoint 503 14
                connect_failed 502 14
                backend_tls_failed 502 14
                backend_reset 502 14
                backend_protocol_error 502 13
                backend_timeout 504 4
                request_timeout 504 4
                retry_budget 503 14
                session_lost 503 14
                draining 503 14
                overloaded 503 14
                internal_error 500 13""", table);
    }

    @Test
    void a_reply_takes_its_status_from_its_reason() {
        for (ReplyReason reason : ReplyReason.values()) {
            LocalReply reply = LocalReply.of(reason, "why");
            assertEquals(reason.status(), reply.status());
            assertEquals(reason.grpcStatus(), reply.grpcStatus());
            assertTrue(reply.headers().isEmpty());
        }
    }
}
