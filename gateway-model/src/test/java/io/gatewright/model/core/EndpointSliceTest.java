package io.gatewright.model.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EndpointSliceTest {

    @Test
    void an_endpoint_without_conditions_is_ready_and_serves() {
        EndpointConditions silent = ImmutableEndpointConditions.builder().build();
        assertTrue(silent.isReady());
        assertTrue(silent.isServing());
        assertFalse(silent.isTerminating());
    }

    @Test
    void serving_follows_ready_unless_it_is_said() {
        assertFalse(ImmutableEndpointConditions.builder().ready(false).build().isServing());
        EndpointConditions draining = ImmutableEndpointConditions.builder()
                .ready(false)
                .serving(true)
                .terminating(true)
                .build();
        assertFalse(draining.isReady());
        assertTrue(draining.isServing());
        assertTrue(draining.isTerminating());
    }

    @Test
    void the_service_of_a_slice_is_named_by_a_label() {
        ImmutableEndpointSlice slice = ImmutableEndpointSlice.builder()
                .metadata(ImmutableObjectMeta.builder()
                        .namespace("shop")
                        .name("cart-x7")
                        .putLabels("kubernetes.io/service-name", "cart")
                        .build())
                .addressType(EndpointSlice.IPV4)
                .build();
        assertEquals("cart", slice.serviceName().orElseThrow());
        assertTrue(slice.withMetadata(ObjectMeta.of("shop", "cart-x7"))
                .serviceName()
                .isEmpty());
    }
}
