/**
 * The Gateway API as values, the reading of them, and the world that they make. Rooms below {@code read} other than
 * {@code read.tree} are its own business.
 */
module io.gatewright.model {
    requires transitive com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires org.yaml.snakeyaml;
    requires static transitive org.jspecify;
    requires static org.immutables.value.annotations;

    exports io.gatewright.model.core;
    exports io.gatewright.model.gateway;
    exports io.gatewright.model.name;
    exports io.gatewright.model.parameters;
    exports io.gatewright.model.policy;
    exports io.gatewright.model.read;
    exports io.gatewright.model.read.tree;
    exports io.gatewright.model.route;
    exports io.gatewright.model.sorted;
    exports io.gatewright.model.world;

    // Jackson fills the generated builders and reads the values
    opens io.gatewright.model.core to
            com.fasterxml.jackson.databind;
    opens io.gatewright.model.gateway to
            com.fasterxml.jackson.databind;
    opens io.gatewright.model.parameters to
            com.fasterxml.jackson.databind;
    opens io.gatewright.model.policy to
            com.fasterxml.jackson.databind;
    opens io.gatewright.model.route to
            com.fasterxml.jackson.databind;
}
