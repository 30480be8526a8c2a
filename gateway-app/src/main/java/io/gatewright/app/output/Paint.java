package io.gatewright.app.output;

/** Colours for a terminal, or none. */
public enum Paint {
    OFF(false),
    ON(true);

    private final boolean on;

    Paint(boolean on) {
        this.on = on;
    }

    public String good(String text) {
        return paint("32", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    public String doubtful(String text) {
        return paint("33", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    public String quiet(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return on && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** Length as seen. */
    static int width(String text) {
        return text.indexOf('\u001b') < 0
                ? text.length()
                : text.replaceAll("\u001b\\[[0-9]*m", "").length();
    }
}
