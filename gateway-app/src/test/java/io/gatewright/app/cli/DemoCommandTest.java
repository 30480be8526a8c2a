package io.gatewright.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.gatewright.app.demo.Quickstart;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoCommandTest {
    private final Harness harness = new Harness();

    @AfterEach
    void end() throws Exception {
        harness.end();
    }

    @Test
    void the_demo_serves_the_quickstart_and_says_what_to_try() throws Exception {
        harness.run(List.of("demo", "--backend-port", "0", "--port-map", "80=0", "--admin", "127.0.0.1:0"));
        String text = harness.err.await("Ctrl-C ends the demo");
        String address =
                Harness.found(text, "listener http +HTTP port 80 +at (127.0.0.1:[0-9]+) +\\*.example.com +1 route");
        Harness.found(
                text, "(HTTPRoute default/httpbin +httpbin.example.com +/get/\\* +-> Service default/httpbin port 80)");
        assertEquals(
                2,
                text.lines()
                        .filter(line -> line.contains("curl -i -H 'Host: httpbin.example.com' http://" + address))
                        .count());
        Harness.found(text, "then edit (\\S*examples/quickstart) ");
        harness.signal();
        assertEquals(0, harness.awaitEnd());
    }

    @Test
    void a_second_demo_is_told_so() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            harness.run(List.of("demo", "--backend-port", String.valueOf(other.getLocalPort())));
            assertEquals(2, harness.awaitEnd());
            harness.err.await("demo backend `httpbin`: cannot listen on `");
            harness.err.await("is another demo running?");
        }
    }

    @Test
    void the_jar_carries_a_copy_of_the_quickstart() {
        for (String file : List.of("gateway.yaml", "route.yaml", "backend.yaml")) {
            assertNotNull(Quickstart.class.getResource("quickstart/" + file), file);
        }
    }
}
