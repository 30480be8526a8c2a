package io.gatewright.conformance.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages for people promise and a machine can try. */
final class PagesTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String OBJECTS = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: ours}
            spec: {controllerName: gatewright.io/controller}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: gw}
            spec:
              gatewayClassName: ours
              listeners: [{name: http, port: 80, protocol: HTTP}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: r}
            spec:
              parentRefs: [{name: gw}]
              rules: [{backendRefs: [{name: nobody, port: 80}]}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: broken}
            spec: {parentRefs: 7}
            """;

    @TempDir
    Path folder;

    @Test
    void the_program_of_the_library_page_compiles_and_judges() throws Exception {
        Matcher block = JAVA.matcher(Files.readString(SourcesTest.root().resolve("docs/library.md")));
        assertTrue(block.find(), "docs/library.md shows no program");
        Path program = Files.writeString(folder.resolve("Judge.java"), block.group(1));
        Path objects = Files.writeString(folder.resolve("objects.yaml"), OBJECTS);

        String said = run(program, objects);

        assertTrue(said.contains(objects + ":23:"), said);
        assertTrue(said.contains("HTTPRoute default/r: spec.rules[0].backendRefs[0]: Service default/nobody"), said);
        assertTrue(said.contains("Gateway default/gw has 1 rules"), said);
        assertTrue(said.contains("Gateway default/gw: Programmed=Unknown"), said);
    }

    private static String run(Path program, Path argument) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.toString(),
                        argument.toString())
                .redirectErrorStream(true)
                .start();
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), said);
            return said;
        }
    }
}
