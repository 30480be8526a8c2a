package io.gatewright.runtime.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The keys of {@code tls.options} that Gatewright understands. Keys of other vendors are passed over; an unknown key or a
 * bad value under our own prefix closes the listener, because a mistyped security setting must not be lost in silence.
 *
 * <table>
 * <caption>keys</caption>
 * <tr><th>key</th><th>values</th><th>default</th></tr>
 * <tr><td>{@code gatewright.io/min-version}</td><td>{@code 1.2}, {@code 1.3}</td><td>{@code 1.2}</td></tr>
 * <tr><td>{@code gatewright.io/max-version}</td><td>{@code 1.2}, {@code 1.3}</td><td>{@code 1.3}</td></tr>
 * <tr><td>{@code gatewright.io/alpn}</td><td>comma-separated list, first preferred</td>
 *     <td>{@code h2,http/1.1} for HTTPS, nothing for TLS listeners</td></tr>
 * <tr><td>{@code gatewright.io/ciphers}</td><td>comma-separated list of TLS 1.2 suites by their IANA names</td>
 *     <td>what the TLS engine deems safe</td></tr>
 * </table>
 *
 * @param protocols enabled, as the JDK names them
 * @param alpn offered, best first
 * @param ciphers for TLS 1.2; empty: the engine's own
 */
record TlsOptions(List<String> protocols, List<String> alpn, List<String> ciphers) {
    private static final String PREFIX = "gatewright.io/";

    /**
     * Reads options.
     *
     * @param alpn what is offered if nothing is set
     * @throws BadOption if a key under our prefix, or its value, is not known
     */
    static TlsOptions read(Map<String, String> options, List<String> alpn) throws BadOption {
        String least = "1.2";
        String most = "1.3";
        List<String> offered = alpn;
        List<String> ciphers = List.of();
        for (Map.Entry<String, String> option : options.entrySet()) {
            if (!option.getKey().startsWith(PREFIX)) {
                continue;
            }
            switch (option.getKey().substring(PREFIX.length())) {
                case "min-version" -> least = version(option);
                case "max-version" -> most = version(option);
                case "alpn" -> offered = words(option);
                case "ciphers" -> ciphers = words(option);
                default ->
                    throw new BadOption("option `" + option.getKey()
                            + "` is not known: expected `min-version`, `max-version`, `alpn` or `ciphers` after `"
                            + PREFIX
                            + "`");
            }
        }
        if (least.compareTo(most) > 0) {
            throw new BadOption("option `" + PREFIX + "min-version` is above `" + PREFIX + "max-version`");
        }
        List<String> protocols = new ArrayList<>();
        for (String version : List.of("1.3", "1.2")) {
            if (version.compareTo(least) >= 0 && version.compareTo(most) <= 0) {
                protocols.add("TLSv" + version);
            }
        }
        return new TlsOptions(List.copyOf(protocols), offered, ciphers);
    }

    private static String version(Map.Entry<String, String> option) throws BadOption {
        String value = option.getValue().strip();
        if (value.equals("1.2") || value.equals("1.3")) {
            return value;
        }
        throw new BadOption(
                "option `" + option.getKey() + "`: `" + value + "` is no TLS version: expected `1.2` or `1.3`");
    }

    private static List<String> words(Map.Entry<String, String> option) throws BadOption {
        List<String> words = Arrays.stream(option.getValue().split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
        if (words.stream().anyMatch(word -> word.length() > 255 || !word.chars().allMatch(c -> c > ' ' && c < 127))) {
            throw new BadOption("option `" + option.getKey() + "`: expected a comma-separated list of names");
        }
        return words;
    }

    /** An option that cannot be honoured; the message names it. */
    static final class BadOption extends Exception {
        private static final long serialVersionUID = 1L;

        BadOption(String message) {
            super(message, null, false, false);
        }
    }
}
