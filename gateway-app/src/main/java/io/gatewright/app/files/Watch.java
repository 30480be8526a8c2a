package io.gatewright.app.files;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until something in some folders changes. It may wake for nothing and, on file systems that report no changes,
 * sleep through one: whoever waits looks again from time to time.
 */
final class Watch implements Closeable {
    private final WatchService service;
    private Map<WatchKey, Path> keys = new HashMap<>();

    private Watch(WatchService service) {
        this.service = service;
    }

    static Watch open() throws IOException {
        return new Watch(FileSystems.getDefault().newWatchService());
    }

    /** From now on these folders and no others. A name that leads to another folder than before is watched anew. */
    void folders(Set<Path> folders) {
        Map<WatchKey, Path> next = new HashMap<>();
        for (Path folder : folders) {
            try {
                next.put(folder.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY), folder);
            } catch (IOException e) {
                // gone meanwhile, or too many watches: the regular look finds what this one would have told
            }
        }
        for (WatchKey key : keys.keySet()) {
            if (!next.containsKey(key)) {
                key.cancel();
            }
        }
        keys = next;
    }

    /** The paths reported as changed, none after a time without a report; null once closed. */
    @Nullable
    Set<Path> await(long millis) throws InterruptedException {
        Set<Path> changed = new HashSet<>();
        try {
            WatchKey key = service.poll(millis, TimeUnit.MILLISECONDS);
            while (key != null) {
                Path folder = keys.get(key);
                for (WatchEvent<?> event : key.pollEvents()) {
                    if (folder != null && event.context() instanceof Path name) {
                        changed.add(folder.resolve(name));
                    }
                }
                key.reset();
                key = service.poll();
            }
            return changed;
        } catch (ClosedWatchServiceException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
