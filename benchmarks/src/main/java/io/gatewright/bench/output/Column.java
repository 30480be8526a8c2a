package io.gatewright.bench.output;

/**
 * One column of a printed table.
 *
 * @param figure which of {@link Row#figures}
 * @param title above the column
 * @param decimals how many digits after the point
 */
public record Column(String figure, String title, int decimals) {}
