package io.gatewright.model.read.tree;

import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an unquoted word of YAML means: the reading of kubectl, which is YAML 1.1 without sexagesimal numbers and without
 * timestamps ({@code yes} is true, {@code 010} is eight, {@code 12:30} stays a string).
 */
final class PlainScalar {
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Pattern INTEGER = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");
    private static final Pattern RADIX = Pattern.compile("[-+]?0(?:[xX][0-9a-fA-F]+|[bB][01]+|[oO]?[0-7]+)");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
    /** Longer numbers are read as floating point, so that nobody can make us multiply for minutes. */
    private static final int LONGEST_INTEGER = 40;

    private static final double LARGEST_WHOLE = 1e15;

    private PlainScalar() {}

    static ScalarNode resolve(Location at, String text) {
        if (NULL.contains(text)) {
            return new ScalarNode(at, Scalar.NULL, "");
        }
        if (TRUE.contains(text)) {
            return new ScalarNode(at, Scalar.BOOLEAN, "true");
        }
        if (FALSE.contains(text)) {
            return new ScalarNode(at, Scalar.BOOLEAN, "false");
        }
        char first = text.charAt(0);
        if (first == '+' || first == '-' || first == '.' || (first >= '0' && first <= '9')) {
            return number(at, text);
        }
        return ScalarNode.string(at, text);
    }

    private static ScalarNode number(Location at, String text) {
        String digits = text.replace("_", "");
        if (digits.length() <= LONGEST_INTEGER) {
            if (INTEGER.matcher(digits).matches()) {
                return new ScalarNode(at, Scalar.INTEGER, new BigInteger(digits).toString());
            }
            if (RADIX.matcher(digits).matches()) {
                return new ScalarNode(at, Scalar.INTEGER, radix(digits).toString());
            }
        }
        return DECIMAL.matcher(digits).matches() ? decimal(at, digits) : ScalarNode.string(at, text);
    }

    /** A number with a point or an exponent; a whole one is an integer, as it is after a trip through JSON. */
    static ScalarNode decimal(Location at, String text) {
        double value = Double.parseDouble(text);
        if (value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE) {
            return new ScalarNode(at, Scalar.INTEGER, Long.toString((long) value));
        }
        return Double.isInfinite(value)
                ? ScalarNode.string(at, text)
                : new ScalarNode(at, Scalar.DECIMAL, Double.toString(value));
    }

    private static BigInteger radix(String digits) {
        boolean negative = digits.startsWith("-");
        String unsigned = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        char mark = Character.toLowerCase(unsigned.charAt(1));
        BigInteger value = switch (mark) {
            case 'x' -> new BigInteger(unsigned.substring(2), 16);
            case 'b' -> new BigInteger(unsigned.substring(2), 2);
            case 'o' -> new BigInteger(unsigned.substring(2), 8);
            default -> new BigInteger(unsigned.substring(1), 8);
        };
        return negative ? value.negate() : value;
    }
}
