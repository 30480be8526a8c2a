package io.gatewright.conformance.echo;

/**
 * Who an echo server is.
 *
 * @param service {@code namespace/name}
 * @param endpoint from 0
 * @param records where it writes down what it sees
 */
record EchoIdentity(String service, int endpoint, EchoRecords records) {}
