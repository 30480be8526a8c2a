package io.gatewright.app.check;

import io.gatewright.model.read.tree.Location;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Remarks in SARIF 2.1.0, which code hosts show beside the lines of a change. */
public final class Sarif {
    private Sarif() {}

    /**
     * A log with one run.
     *
     * @param version of this tool
     */
    public static Map<String, Object> of(Analysis analysis, String version) {
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "gatewright");
        driver.put("version", version);
        List<Object> rules = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        analysis.remarks().forEach(remark -> names.add(remark.rule()));
        names.forEach(name -> rules.add(Map.of("id", name)));
        driver.put("rules", rules);
        List<Object> results = new ArrayList<>();
        analysis.remarks().forEach(remark -> results.add(result(remark)));
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("columnKind", "utf16CodeUnits");
        run.put("results", results);
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        log.put("version", "2.1.0");
        log.put("runs", List.of(run));
        return log;
    }

    private static Map<String, Object> result(Remark remark) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ruleId", remark.rule());
        result.put("level", remark.severity().word());
        result.put("message", Map.of("text", remark.text()));
        Map<String, Object> location = new LinkedHashMap<>();
        remark.at().ifPresent(at -> location.put("physicalLocation", physical(at)));
        remark.object().ifPresent(ref -> {
            Map<String, Object> logical = new LinkedHashMap<>();
            logical.put("fullyQualifiedName", ref.toString());
            logical.put("kind", "object");
            location.put("logicalLocations", List.of(logical));
        });
        if (!location.isEmpty()) {
            result.put("locations", List.of(location));
        }
        return result;
    }

    private static Map<String, Object> physical(Location at) {
        Map<String, Object> region = new LinkedHashMap<>();
        region.put("startLine", at.line());
        region.put("startColumn", at.column());
        Map<String, Object> physical = new LinkedHashMap<>();
        physical.put("artifactLocation", Map.of("uri", uri(at.file())));
        physical.put("region", region);
        return physical;
    }

    /** A path as a relative reference: escaped, with slashes. */
    static String uri(String file) {
        String path = file.replace('\\', '/');
        try {
            return new URI(path.startsWith("/") ? "file" : null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            return path;
        }
    }
}
