package io.gatewright.model.read.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML text -> documents. Each document is composed by itself, so a broken one hides neither those before nor after. */
final class YamlDocuments {
    /** Marks a scalar written without quotes and without a tag, whose type its text decides. */
    static final Tag PLAIN = new Tag("tag:gatewright.io,2026:plain");

    private static final Resolver RESOLVER = new Resolver() {
        @Override
        public Tag resolve(NodeId kind, @Nullable String value, boolean implicit) {
            return kind == NodeId.scalar ? (implicit ? PLAIN : Tag.STR) : super.resolve(kind, value, implicit);
        }
    };

    private final String file;
    private final Limits limits;
    private final List<Document> documents = new ArrayList<>();

    private YamlDocuments(String file, Limits limits) {
        this.file = file;
        this.limits = limits;
    }

    static List<Document> parse(String file, String text, Limits limits) {
        YamlDocuments reader = new YamlDocuments(file, limits);
        for (Piece piece : pieces(text)) {
            reader.read(piece);
        }
        return reader.documents;
    }

    private void read(Piece piece) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(limits.depth());
        options.setCodePointLimit(limits.characters());
        options.setMaxAliasesForCollections(limits.copies());
        // nothing is ever constructed from a tag; YamlTree refuses those it does not know, with a place
        options.setTagInspector(tag -> true);
        Location start = new Location(file, piece.line(), 1);
        try {
            Composer composer =
                    new Composer(new ParserImpl(new StreamReader(piece.text()), options), RESOLVER, options);
            while (composer.checkNode()) {
                documents.add(YamlTree.build(composer.getNode(), file, piece.line() - 1, limits));
            }
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            Location at =
                    mark == null ? start : new Location(file, piece.line() + mark.getLine(), mark.getColumn() + 1);
            broken(start, at, sentence(e));
        } catch (ReaderException e) {
            broken(start, locate(piece, e.getPosition()), "a character that YAML does not allow");
        } catch (YAMLException e) {
            String message = String.valueOf(e.getMessage());
            broken(start, start, message.contains("Depth") ? "nested deeper than " + limits.depth() : "too large");
        }
    }

    private void broken(Location start, Location at, String message) {
        Fault fault = new Fault("syntax", at, "", "not readable as YAML: " + message, "a well-formed YAML document");
        documents.add(new Document(start, Optional.empty(), List.of(fault)));
    }

    private Location locate(Piece piece, int position) {
        int line = piece.line();
        int column = 1;
        int end = Math.min(position, piece.text().length());
        for (int i = 0; i < end; i++) {
            if (piece.text().charAt(i) == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return new Location(file, line, column);
    }

    /** SnakeYAML's problem and context say what is wrong without quoting the text (its full message has a snippet). */
    private static String sentence(MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "unexpected text" : e.getProblem();
        return e.getContext() == null ? problem : problem + " " + e.getContext();
    }

    /** A run of lines that holds one document (more only after an end mark {@code ...}); lines counted from 1. */
    private record Piece(int line, String text) {}

    /** Cuts before each line that begins with {@code ---}: nowhere inside a document can such a line stand. */
    private static List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        int line = 1;
        int pieceLine = 1;
        int pieceStart = 0;
        boolean preamble = true;
        for (int start = 0; start < text.length(); line++) {
            int next = text.indexOf('\n', start);
            int end = next < 0 ? text.length() : next;
            if (separates(text, start, end)) {
                if (!preamble) {
                    pieces.add(new Piece(pieceLine, text.substring(pieceStart, start)));
                    pieceStart = start;
                    pieceLine = line;
                }
                preamble = false;
            } else if (preamble) {
                preamble = blankOrDirective(text, start, end);
            }
            start = end + 1;
        }
        pieces.add(new Piece(pieceLine, text.substring(Math.min(pieceStart, text.length()))));
        return pieces;
    }

    private static boolean separates(String text, int start, int end) {
        return text.startsWith("---", start) && (end == start + 3 || Character.isWhitespace(text.charAt(start + 3)));
    }

    private static boolean blankOrDirective(String text, int start, int end) {
        String line = text.substring(start, end).strip();
        return line.isEmpty() || line.startsWith("#") || line.startsWith("%");
    }
}
