package io.gatewright.runtime.filter;

import io.gatewright.runtime.codec.Messages;
import io.gatewright.runtime.codec.RequestStart;
import io.gatewright.runtime.codec.ResponseStart;
import io.gatewright.runtime.snapshot.Cluster;
import io.gatewright.semantics.decide.LocalReply;
import io.gatewright.semantics.decide.ReplyReason;
import io.gatewright.semantics.edit.MutableHead;
import io.gatewright.semantics.match.RequestHead;
import io.gatewright.semantics.plan.BackendPlan;
import io.gatewright.semantics.plan.FilterPlan;
import io.gatewright.semantics.plan.FilterPlan.Header;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * External authorization ({@code HTTPExternalAuthFilter}, GEP-1494), by HTTP or by Envoy's gRPC protocol. Whatever is not
 * clearly a permission is a refusal.
 */
final class ExternalAuth implements AskingFilter {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final int MAX_ANSWER = 64 * 1024;
    private static final int GRPC_PREFIX = 5;

    /** Headers that say where a message ends or belong to one connection: never copied from one message to another. */
    private static final Set<String> UNCOPIED = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "upgrade",
            "te",
            "trailer",
            "expect",
            "proxy-connection",
            "date");

    private final FilterPlan.ExternalAuth plan;

    ExternalAuth(FilterPlan.ExternalAuth plan) {
        this.plan = plan;
    }

    /** One more than may be passed on, to notice when there is more. */
    @Override
    public int bodyBytes() {
        return plan.maxBody() == 0 ? 0 : plan.maxBody() + 1;
    }

    @Override
    public Runnable ask(Question question, Answer answer) {
        Cluster cluster = plan.target() instanceof BackendPlan.Cluster target
                ? question.snapshot().cluster(target.key())
                : null;
        ByteBuf body = plan.maxBody() == 0 ? Unpooled.EMPTY_BUFFER : question.body();
        if (body.readableBytes() > plan.maxBody()) {
            answer.reply(
                    LocalReply.of(
                            ReplyReason.BODY_TOO_LARGE, "the body is larger than what is passed on for authorization"),
                    Unpooled.EMPTY_BUFFER);
            return () -> {};
        }
        ByteBufAllocator alloc = ByteBufAllocator.DEFAULT;
        ByteBuf content = alloc.buffer(Math.max(64, body.readableBytes()));
        RequestStart start = plan.grpc() ? grpcRequest(question, content, body) : httpRequest(question, content, body);
        SideCall.Result result = plan.grpc() ? new Grpc(question.out(), answer) : new Http(question.out(), answer);
        return SideCall.send(question.upstreams(), cluster, start, content, PATIENCE, MAX_ANSWER, result);
    }

    private RequestStart httpRequest(Question question, ByteBuf content, ByteBuf body) {
        content.writeBytes(body, body.readerIndex(), body.readableBytes());
        RequestHead head = question.head();
        HttpHeaders headers = Messages.headers();
        for (Map.Entry<String, String> header : question.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean passed =
                    name.equals("authorization") || plan.allowedHeaders().contains(name);
            if (passed && !UNCOPIED.contains(name)) {
                headers.add(header.getKey(), header.getValue());
            }
        }
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(content.readableBytes()));
        String target = plan.pathPrefix() + head.path() + (head.query() == null ? "" : "?" + head.query());
        return new RequestStart(head.method(), head.scheme(), head.authority(), target, headers);
    }

    private RequestStart grpcRequest(Question question, ByteBuf content, ByteBuf body) {
        content.writeZero(GRPC_PREFIX);
        ExtAuthz.request(content, question, plan.allowedHeaders(), body);
        content.setInt(1, content.readableBytes() - GRPC_PREFIX);
        HttpHeaders headers = Messages.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, "application/grpc");
        headers.set(HttpHeaderNames.TE, "trailers");
        headers.set("grpc-timeout", TimeUnit.NANOSECONDS.toMillis(PATIENCE) + "m");
        return new RequestStart(
                "POST", "http", question.head().authority(), "/envoy.service.auth.v3.Authorization/Check", headers);
    }

    private static void failed(Answer answer, String why) {
        answer.reply(
                LocalReply.of(ReplyReason.AUTH_FAILED, "authorization could not be asked: " + why),
                Unpooled.EMPTY_BUFFER);
    }

    private static void denied(Answer answer, int status, List<Header> headers, ByteBuf body) {
        boolean usable = status >= 300 && status <= 599;
        answer.reply(
                new LocalReply(
                        ReplyReason.AUTH_DENIED,
                        usable ? status : ReplyReason.AUTH_DENIED.status(),
                        headers,
                        "denied by the authorization service"),
                body);
    }

    /** Judges an answer by HTTP: 200 allows. */
    private final class Http implements SideCall.Result {
        private final MutableHead out;
        private final Answer answer;

        Http(MutableHead out, Answer answer) {
            this.out = out;
            this.answer = answer;
        }

        @Override
        public void answered(ResponseStart head, ByteBuf body, @Nullable HttpHeaders trailers) {
            if (head.status() == 200) {
                copy(head.headers());
                answer.pass();
            } else if (head.status() >= 500) {
                ExternalAuth.failed(answer, "status " + head.status());
            } else {
                List<Header> headers = new ArrayList<>();
                for (Map.Entry<String, String> header : head.headers()) {
                    if (!UNCOPIED.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                        headers.add(new Header(header.getKey(), header.getValue()));
                    }
                }
                denied(answer, head.status(), headers, body.isReadable() ? body.copy() : Unpooled.EMPTY_BUFFER);
            }
        }

        private void copy(HttpHeaders headers) {
            List<String> allowed = plan.allowedResponseHeaders();
            for (String given : headers.names()) {
                String name = given.toLowerCase(Locale.ROOT);
                boolean wanted = allowed.isEmpty() || allowed.stream().anyMatch(name::equalsIgnoreCase);
                if (wanted && !UNCOPIED.contains(name)) {
                    out.set(given, String.join(",", headers.getAll(given)));
                }
            }
        }

        @Override
        public void failed(String why) {
            ExternalAuth.failed(answer, why);
        }
    }

    /** Judges an answer by gRPC: status OK in the message, and of the call. */
    private static final class Grpc implements SideCall.Result {
        private final MutableHead out;
        private final Answer answer;

        Grpc(MutableHead out, Answer answer) {
            this.out = out;
            this.answer = answer;
        }

        @Override
        public void answered(ResponseStart head, ByteBuf body, @Nullable HttpHeaders trailers) {
            HttpHeaders last = trailers == null ? head.headers() : trailers;
            ExtAuthz.Verdict verdict = null;
            if (head.status() == 200
                    && "0".equals(last.get("grpc-status"))
                    && body.readableBytes() >= GRPC_PREFIX
                    && body.readByte() == 0
                    && body.readInt() == body.readableBytes()) {
                try {
                    verdict = ExtAuthz.verdict(body);
                } catch (IndexOutOfBoundsException malformed) {
                    // falls through to the refusal
                }
            }
            if (verdict == null) {
                ExternalAuth.failed(answer, "gRPC status " + last.get("grpc-status"));
            } else if (verdict.code() != 0) {
                deny(verdict);
            } else {
                apply(verdict);
                answer.pass();
            }
        }

        private void deny(ExtAuthz.Verdict verdict) {
            List<Header> headers = verdict.set().stream()
                    .filter(change -> copied(change.name()))
                    .map(change -> new Header(change.name(), change.value()))
                    .toList();
            ByteBuf body = verdict.body().isEmpty()
                    ? Unpooled.EMPTY_BUFFER
                    : ByteBufUtil.writeUtf8(ByteBufAllocator.DEFAULT, verdict.body());
            denied(answer, verdict.status(), headers, body);
        }

        private void apply(ExtAuthz.Verdict verdict) {
            for (String name : verdict.remove()) {
                if (copied(name)) {
                    out.remove(name);
                }
            }
            for (ExtAuthz.HeaderChange change : verdict.set()) {
                if (!copied(change.name())) {
                    continue;
                }
                if (change.append()) {
                    out.add(change.name(), change.value());
                } else {
                    out.set(change.name(), change.value());
                }
            }
        }

        /** Pseudo headers and those that frame a message are not the service's to change. */
        private static boolean copied(String name) {
            return !name.isEmpty() && name.charAt(0) != ':' && !UNCOPIED.contains(name.toLowerCase(Locale.ROOT));
        }

        @Override
        public void failed(String why) {
            ExternalAuth.failed(answer, why);
        }
    }
}
