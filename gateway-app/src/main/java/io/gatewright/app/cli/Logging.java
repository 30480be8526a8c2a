package io.gatewright.app.cli;

import java.util.logging.Handler;
import java.util.logging.Logger;

/** How much a server says about itself on its standard error. */
final class Logging {
    private Logging() {}

    /** From few to many messages. */
    enum Level {
        ERROR(java.util.logging.Level.SEVERE),
        WARN(java.util.logging.Level.WARNING),
        INFO(java.util.logging.Level.INFO),
        DEBUG(java.util.logging.Level.FINE);

        private final java.util.logging.Level level;

        Level(java.util.logging.Level level) {
            this.level = level;
        }

        /** From now on, for the whole process; libraries speak up from warnings on. */
        void use() {
            Logger root = Logger.getLogger("");
            root.setLevel(
                    level.intValue() < java.util.logging.Level.WARNING.intValue()
                            ? java.util.logging.Level.WARNING
                            : level);
            for (Handler handler : root.getHandlers()) {
                handler.setLevel(level);
            }
            OURS.setLevel(level);
            UNSTABLE.setLevel(java.util.logging.Level.SEVERE);
        }
    }

    /** The client warns of each alpha and beta version; which ones we use is not the operator's choice. */
    private static final Logger UNSTABLE =
            Logger.getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils");

    /** Kept, since the log manager forgets loggers that nobody holds. */
    private static final Logger OURS = Logger.getLogger("io.gatewright");
}
