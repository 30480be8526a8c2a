package io.gatewright.conformance.echo;

import io.gatewright.conformance.kit.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that echo servers saw. A client marks each request with a word of its own; a server answers with a token, so
 * that the client knows which of several records of its word is the one that was answered. Safe for all threads.
 */
public final class EchoRecords {
    /** The request header that carries the client's word. */
    public static final String WORD = "x-kit-word";
    /** The response header that carries the server's token. */
    public static final String TOKEN = "x-echo-token";

    private static final int KEPT = 20_000;

    private final Map<String, Map<String, Answer.Seen>> byWord = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, Answer.Seen>> eldest) {
            return size() > KEPT;
        }
    };
    private final Map<String, Integer> tries = new HashMap<>();
    private long next;

    /** Keeps a record and gives its token. */
    synchronized String record(String word, Answer.Seen seen) {
        String token = "t" + next++;
        byWord.computeIfAbsent(word, key -> new LinkedHashMap<>()).put(token, seen);
        notifyAll();
        return token;
    }

    /** How often this word came before; counted for orders that fail the first tries. */
    synchronized int triesBefore(String word) {
        return tries.merge(word, 1, Integer::sum) - 1;
    }

    /** The record of a token. */
    public synchronized Optional<Answer.Seen> of(String word, String token) {
        return Optional.ofNullable(byWord.getOrDefault(word, Map.of()).get(token));
    }

    /**
     * The records of a word that were not answered to the client: its mirrored copies.
     *
     * @param expected how many to wait for
     * @param patience at most; if none are expected, this is how long a surprise is given to show up
     */
    public synchronized List<Answer.Seen> others(String word, String token, int expected, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            List<Answer.Seen> others = new ArrayList<>();
            byWord.getOrDefault(word, Map.of()).forEach((other, seen) -> {
                if (!other.equals(token)) {
                    others.add(seen);
                }
            });
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if ((expected > 0 && others.size() >= expected) || left <= 0) {
                return others;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return others;
            }
        }
    }
}
