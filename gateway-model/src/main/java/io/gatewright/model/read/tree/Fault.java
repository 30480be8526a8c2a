package io.gatewright.model.read.tree;

/**
 * Why a document, or a part of it, could not become a tree. Never quotes values of the document.
 *
 * @param rule the short name of the broken rule, such as {@code syntax} or {@code duplicate-key}
 * @param at where
 * @param path the field concerned, empty when the whole document is
 * @param message what is wrong
 * @param expected what would be right
 */
public record Fault(String rule, Location at, String path, String message, String expected) {}
