/**
 * Text as a located tree: every node knows its file, line and column, anchors and merge keys are
 * resolved, and what makes a document unreadable is a {@link io.gatewright.model.read.tree.Fault}, never an
 * exception. The front door is {@link io.gatewright.model.read.tree.Documents}.
 */
@NullMarked
package io.gatewright.model.read.tree;

import org.jspecify.annotations.NullMarked;
