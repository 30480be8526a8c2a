package io.gatewright.semantics.edit;

import io.gatewright.semantics.plan.FilterPlan.Cors;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Comparing an {@code Origin} with {@code allowOrigins}. */
final class Origins {
    private Origins() {}

    /** {@code scheme://host:port} with the scheme's own port when none is written. */
    private record Origin(String scheme, String host, int port) {
        /** Null if the text has not this form, as {@code null} from a sandboxed frame. */
        static @Nullable Origin parse(String text) {
            int colon = text.indexOf("://");
            if (colon <= 0 || text.indexOf('@') >= 0 || text.indexOf('/', colon + 3) >= 0) {
                return null;
            }
            String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
            String authority = text.substring(colon + 3).toLowerCase(Locale.ROOT);
            int portColon = authority.lastIndexOf(':');
            boolean hasPort = portColon > authority.indexOf(']');
            String host = hasPort ? authority.substring(0, portColon) : authority;
            int port = hasPort ? port(authority.substring(portColon + 1)) : wellKnownPort(scheme);
            return host.isEmpty() || port < 0 ? null : new Origin(scheme, host, port);
        }

        private static int port(String digits) {
            int port = 0;
            for (int i = 0; i < digits.length(); i++) {
                char c = digits.charAt(i);
                port = c < '0' || c > '9' || port > 65535 ? -1 : port * 10 + (c - '0');
                if (port < 0) {
                    return -1;
                }
            }
            return digits.isEmpty() ? -1 : port;
        }

        private static int wellKnownPort(String scheme) {
            return switch (scheme) {
                case "http" -> 80;
                case "https" -> 443;
                default -> 0;
            };
        }

        /** A star stands for any text of one character or more to the left of what follows it. */
        boolean covers(Origin other) {
            if (!scheme.equals(other.scheme) || port != other.port) {
                return false;
            }
            if (!host.startsWith("*")) {
                return host.equals(other.host);
            }
            return other.host.length() >= host.length() && other.host.endsWith(host.substring(1));
        }
    }

    /** Whether the filter allows this origin. Never throws. */
    static boolean allowed(Cors cors, String origin) {
        // no browser sends a star; it must not be taken for the wildcard of an entry
        @Nullable Origin sent = origin.indexOf('*') >= 0 ? null : Origin.parse(origin);
        for (String entry : cors.allowOrigins()) {
            if (entry.equals("*")) {
                // `null` comes from sandboxed frames of any site: it may see what everyone may, never with credentials
                if (sent != null || !cors.allowCredentials()) {
                    return true;
                }
            } else if (sent != null) {
                @Nullable Origin configured = Origin.parse(entry);
                if (configured != null && configured.covers(sent)) {
                    return true;
                }
            }
        }
        return false;
    }
}
