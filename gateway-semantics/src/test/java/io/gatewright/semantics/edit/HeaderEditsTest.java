package io.gatewright.semantics.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gatewright.semantics.match.Heads;
import io.gatewright.semantics.plan.FilterPlan.Header;
import io.gatewright.semantics.plan.FilterPlan.HeaderEdit;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderEditsTest {
    private static HeaderEdit set(String name, String value) {
        return new HeaderEdit(List.of(new Header(name, value)), List.of(), List.of());
    }

    private static HeaderEdit add(String name, String value) {
        return new HeaderEdit(List.of(), List.of(new Header(name, value)), List.of());
    }

    @Test
    void set_replaces_all_values_and_add_appends_with_a_comma() {
        Heads head = Heads.get("h/", "x-set: old", "x-set: older", "x-add: some-other-value", "x-remove: gone");
        HeaderEdits.apply(
                new HeaderEdit(
                        List.of(new Header("X-Set", "new")),
                        List.of(new Header("X-Add", "add-appends-values"), new Header("X-New", "a")),
                        List.of("X-Remove", "x-absent")),
                head);
        assertEquals(List.of("new"), head.all("x-set"));
        assertEquals(List.of("some-other-value,add-appends-values"), head.all("x-add"));
        assertEquals(List.of("a"), head.all("x-new"));
        assertNull(head.first("x-remove"));
    }

    @Test
    void several_lines_become_one_when_a_value_is_added() {
        Heads head = Heads.get("h/", "x: a", "x: b");
        HeaderEdits.apply(add("x", "c"), head);
        assertEquals(List.of("a,b,c"), head.all("x"));
    }

    @Test
    void cookies_of_a_response_stay_on_lines_of_their_own() {
        Heads head = Heads.get("h/", "set-cookie: a=1");
        HeaderEdits.applyToResponse(add("Set-Cookie", "b=2"), head);
        assertEquals(List.of("a=1", "b=2"), head.all("set-cookie"));
    }

    @Test
    void setting_host_changes_the_authority_and_it_cannot_be_removed() {
        Heads head = Heads.get("h:80/");
        HeaderEdits.apply(new HeaderEdit(List.of(), List.of(new Header("Host", "x")), List.of("host")), head);
        assertEquals("h:80", head.host());
        HeaderEdits.apply(set("Host", "other.example"), head);
        assertEquals("other.example", head.host());
        assertNull(head.first("host"));
    }

    @Test
    void headers_that_frame_a_message_are_never_edited() {
        for (String name : List.of("Content-Length", "transfer-encoding", "Connection", "TE", "upgrade", ":path")) {
            Heads head = Heads.get("h/", name.toLowerCase(java.util.Locale.ROOT) + ": before");
            HeaderEdits.apply(set(name, "x"), head);
            HeaderEdits.apply(add(name, "x"), head);
            HeaderEdits.applyToResponse(new HeaderEdit(List.of(), List.of(), List.of(name)), head);
            assertEquals("before", head.header(name), name);
        }
    }
}
