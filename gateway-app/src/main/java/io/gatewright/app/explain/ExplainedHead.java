package io.gatewright.app.explain;

import io.gatewright.app.explain.AskedRequest.HeaderLine;
import io.gatewright.semantics.edit.MutableHead;
import io.gatewright.semantics.match.Headers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of a request in a list: small, plain, and in the order in which headers were given. */
final class ExplainedHead implements MutableHead, Headers {
    private final String method;
    private final @Nullable String query;
    private final List<HeaderLine> lines;
    private String host;
    private String path;

    private ExplainedHead(String method, String host, String path, @Nullable String query, List<HeaderLine> lines) {
        this.method = method;
        this.host = host;
        this.path = path;
        this.query = query;
        this.lines = new ArrayList<>(lines);
    }

    /** @param lines {@code Host} among them is dropped: {@code host} says it */
    static ExplainedHead of(String method, String host, String path, @Nullable String query, List<HeaderLine> lines) {
        ExplainedHead head = new ExplainedHead(method, host, path, query, lines);
        head.remove("host");
        return head;
    }

    /** Headers besides {@code Host}, in order. */
    List<HeaderLine> lines() {
        return List.copyOf(lines);
    }

    @Override
    public @Nullable String first(CharSequence lowerName) {
        for (HeaderLine line : lines) {
            if (line.name().equalsIgnoreCase(lowerName.toString())) {
                return line.value();
            }
        }
        return lowerName.toString().equals("host") ? host : null;
    }

    @Override
    public List<String> all(CharSequence lowerName) {
        List<String> values = new ArrayList<>();
        for (HeaderLine line : lines) {
            if (line.name().equalsIgnoreCase(lowerName.toString())) {
                values.add(line.value());
            }
        }
        if (values.isEmpty() && lowerName.toString().equals("host")) {
            values.add(host);
        }
        return values;
    }

    @Override
    public @Nullable String header(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : String.join(",", values);
    }

    @Override
    public void set(String name, String value) {
        int at = 0;
        while (at < lines.size() && !lines.get(at).name().equalsIgnoreCase(name)) {
            at++;
        }
        remove(name);
        lines.add(Math.min(at, lines.size()), new HeaderLine(name, value));
    }

    @Override
    public void add(String name, String value) {
        lines.add(new HeaderLine(name, value));
    }

    @Override
    public void remove(String name) {
        lines.removeIf(line -> line.name().equalsIgnoreCase(name));
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public void setHost(String authority) {
        host = authority;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public void setPath(String path) {
        this.path = path;
    }

    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public ExplainedHead copy() {
        return new ExplainedHead(method, host, path, query, lines);
    }
}
