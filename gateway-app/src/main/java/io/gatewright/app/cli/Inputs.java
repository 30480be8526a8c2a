package io.gatewright.app.cli;

import io.gatewright.app.files.Declared;
import io.gatewright.app.files.FolderSource;
import io.gatewright.model.read.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files and folders that a command is given. */
final class Inputs {
    static final String STANDARD_INPUT = "-";

    private Inputs() {}

    /** The paths, all of which exist. */
    static List<Path> paths(List<String> given) {
        if (given.isEmpty()) {
            throw new UserError("no path given: expected files or folders with Gateway API objects");
        }
        List<Path> paths = new ArrayList<>();
        for (String text : given) {
            Path path;
            try {
                path = Path.of(text);
            } catch (InvalidPathException e) {
                throw new UserError("`" + text + "`: no path");
            }
            if (!Files.exists(path)) {
                throw new UserError("`" + text + "`: no such file or folder");
            }
            paths.add(path);
        }
        return paths;
    }

    /** What the paths declare now; {@code -} reads standard input. */
    static Declared look(List<String> given, InputStream standardInput) {
        if (!given.contains(STANDARD_INPUT)) {
            return FolderSource.lookOnce(paths(given));
        }
        if (given.size() > 1) {
            throw new UserError("`-` (standard input) goes alone");
        }
        try {
            String text = new String(standardInput.readAllBytes(), StandardCharsets.UTF_8);
            SortedMap<String, Reading> readings = new TreeMap<>();
            readings.put("stdin", Declared.read("stdin", text));
            return Declared.of(readings);
        } catch (IOException e) {
            throw new UserError("standard input: " + e.getMessage());
        }
    }
}
