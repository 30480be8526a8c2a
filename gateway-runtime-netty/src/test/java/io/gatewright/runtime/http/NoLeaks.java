package io.gatewright.runtime.http;

import io.gatewright.runtime.Leaks;
import java.util.Queue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class whose exchanges left buffers behind. */
final class NoLeaks implements BeforeAllCallback, AfterAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Leaks.watch();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Queue<String> found = Leaks.found();
        if (!found.isEmpty()) {
            throw new AssertionError("buffers were not released: " + found);
        }
    }
}
