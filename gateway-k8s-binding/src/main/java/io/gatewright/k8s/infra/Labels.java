package io.gatewright.k8s.infra;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names and labels of what is generated for a Gateway. */
public final class Labels {
    /** On everything generated (GEP-1762). The Gateway's name, shortened with a digest where it is too long for a label. */
    public static final String GATEWAY = "gateway.networking.k8s.io/gateway-name";

    /** On everything generated (GEP-1762). */
    public static final String GATEWAY_CLASS = "gateway.networking.k8s.io/gateway-class-name";

    /** Who made it: two controllers of different names never touch each other's. */
    public static final String CONTROLLER = "gatewright.io/controller";

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String MANAGER = "gatewright";

    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final int LONGEST = 63;
    private static final int DIGEST = 10;

    private Labels() {}

    /** A text as the value of a label: itself if it may be one, but for {@code /}, which becomes {@code _}. */
    public static String value(String text) {
        String plain = text.replace('/', '_');
        boolean unique = plain.equals(text) || text.indexOf('_') < 0;
        return unique && VALUE.matcher(plain).matches()
                ? plain
                : shortened(plain.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[._-]+", ""), text);
    }

    /** A text as the name of a Service, the strictest of all names (RFC 1035): itself if it may be one. */
    public static String name(String text) {
        String plain =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-").replaceAll("^-+|-+$", "");
        if (plain.isEmpty() || !Character.isLetter(plain.charAt(0))) {
            plain = "gw-" + plain;
        }
        return plain.equals(text) && plain.length() <= LONGEST ? plain : shortened(plain, text);
    }

    private static String shortened(String text, String original) {
        String head =
                text.substring(0, Math.min(text.length(), LONGEST - DIGEST - 1)).replaceAll("[^a-zA-Z0-9]+$", "");
        return head + "-" + digest(original).substring(0, DIGEST);
    }

    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
