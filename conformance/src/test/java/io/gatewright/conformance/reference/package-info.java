/**
 * The slow and literal reading of the spec: it looks at the documents as they were written and evaluates one sentence after
 * the other for each request. It shares no code with the product, on purpose, and is meant to be compared with the spec by
 * eye. The front door is {@code ReferenceRouter}.
 */
@org.jspecify.annotations.NullMarked
package io.gatewright.conformance.reference;
