package io.gatewright.app.admin;

import io.gatewright.runtime.observe.MeterVisitor;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;

/** The present values of all meters in Prometheus' text format, or in OpenMetrics' for who asks for it. */
final class MetricsPage implements MeterVisitor {
    static final String PROMETHEUS = PrometheusTextFormatWriter.CONTENT_TYPE;
    static final String OPEN_METRICS = OpenMetricsTextFormatWriter.CONTENT_TYPE;

    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
    private final Map<String, HistogramSnapshot.Builder> histograms = new LinkedHashMap<>();

    private MetricsPage() {}

    /**
     * Writes one page.
     *
     * @param meters calls the visitor it gets with every meter
     */
    static String write(Consumer<MeterVisitor> meters, boolean openMetrics) {
        MetricsPage page = new MetricsPage();
        meters.accept(page);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (openMetrics) {
                OpenMetricsTextFormatWriter.create().write(out, page.snapshots());
            } else {
                PrometheusTextFormatWriter.create().write(out, page.snapshots());
            }
        } catch (IOException e) {
            throw new IllegalStateException("a byte array does not fail", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void counter(String name, String help, SortedMap<String, String> labels, long value) {
        counters.computeIfAbsent(name, n -> CounterSnapshot.builder().name(n).help(help))
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .labels(labels(labels))
                        .value(value)
                        .build());
    }

    @Override
    public void gauge(String name, String help, SortedMap<String, String> labels, double value) {
        gauges.computeIfAbsent(name, n -> GaugeSnapshot.builder().name(n).help(help))
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(labels(labels))
                        .value(value)
                        .build());
    }

    @Override
    public void histogram(
            String name,
            String help,
            SortedMap<String, String> labels,
            double[] upperBounds,
            long[] counts,
            double sum) {
        histograms
                .computeIfAbsent(name, n -> HistogramSnapshot.builder().name(n).help(help))
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .labels(labels(labels))
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(upperBounds, counts))
                        .sum(sum)
                        .build());
    }

    private MetricSnapshots snapshots() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counters.values().forEach(builder -> all.metricSnapshot(builder.build()));
        gauges.values().forEach(builder -> all.metricSnapshot(builder.build()));
        histograms.values().forEach(builder -> all.metricSnapshot(builder.build()));
        return all.build();
    }

    private static Labels labels(SortedMap<String, String> labels) {
        Labels.Builder builder = Labels.builder();
        labels.forEach(builder::label);
        return builder.build();
    }
}
