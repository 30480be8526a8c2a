package io.gatewright.semantics.report;

/** One entry of {@code Gateway.status.addresses}. */
public record AddressReport(String type, String value) {}
