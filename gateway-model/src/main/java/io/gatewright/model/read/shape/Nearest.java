package io.gatewright.model.read.shape;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Which of the right words somebody may have meant. */
public final class Nearest {
    private Nearest() {}

    /**
     * The known word nearest to a written one: the same but for case, or within an edit distance (insert, drop, replace,
     * swap neighbours) of a third of its length, at most 3, or one that begins with it. Of equals, the first.
     */
    public static Optional<String> to(String written, Collection<String> known) {
        String word = written.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = Math.min(3, Math.max(1, word.length() / 3)) + 1;
        for (String candidate : known) {
            String other = candidate.toLowerCase(Locale.ROOT);
            if (other.isEmpty() || Math.abs(other.length() - word.length()) > 3 && !extended(word, other)) {
                continue;
            }
            int distance = extended(word, other) ? 1 : distance(word, other);
            if (distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean extended(String word, String other) {
        return word.length() >= 4 && other.startsWith(word) && !other.equals(word);
    }

    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, 1 + Math.min(last[j], row[j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
