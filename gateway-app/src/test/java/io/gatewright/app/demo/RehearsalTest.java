package io.gatewright.app.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.feed.FeedClient;
import io.gatewright.app.proxy.Proxy;
import io.gatewright.runtime.RuntimeSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    /** Ports that were free a moment ago; they differ, since both are held at once. */
    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {one.getLocalPort(), two.getLocalPort()};
        }
    }

    @Test
    void a_proxy_that_is_fed_answers_over_http_and_https(@TempDir Path folder) throws Exception {
        int[] ports = freePorts();
        try (Rehearsal rehearsal = Rehearsal.start(folder, 0, ports[0], ports[1])) {
            FeedClient.Settings feed = new FeedClient.Settings(
                    Rehearsal.GATEWAY,
                    "test",
                    "localhost:" + rehearsal.feedPort(),
                    "localhost",
                    folder.resolve("token"),
                    folder.resolve("ca.crt"));
            try (Proxy proxy = Proxy.start(feed, RuntimeSettings.DEFAULTS, null, RandomGenerator.getDefault())) {
                rehearsal.perform(2, Duration.ofSeconds(60));
                assertEquals(1, proxy.plan().routes().size());
            }
        }
    }

    @Test
    void without_a_proxy_it_says_so(@TempDir Path folder) throws Exception {
        try (Rehearsal rehearsal = Rehearsal.start(folder, 0, 80, 443)) {
            IOException failure = assertThrows(IOException.class, () -> rehearsal.perform(1, Duration.ofMillis(20)));
            assertTrue(failure.getMessage().contains("no proxy"), failure.getMessage());
        }
    }
}
