package io.gatewright.model.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatewright.model.read.ModelJson;
import io.gatewright.model.read.UnreadableTree;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final ModelJson JSON = new ModelJson();

    private static Secret read(String json) throws Exception {
        return JSON.toValue(new ObjectMapper().readTree(json), Secret.KIND);
    }

    @Test
    void a_secret_shows_its_name_and_nothing_else() throws Exception {
        Secret secret = read("""
                {"metadata": {"name": "tls", "namespace": "shop", "annotations": {
                    "kubectl.kubernetes.io/last-applied-configuration": "{\\"data\\":{\\"password\\":\\"aHVudGVyMg==\\"}}"}},
                 "data": {"password": "aHVudGVyMg=="}}""");
        assertEquals("Secret shop/tls", secret.toString());
        for (String shown : new String[] {
            secret.data().toString(),
            secret.metadata().toString(),
            secret.get("password").toString()
        }) {
            assertFalse(shown.contains("hunter2") || shown.contains("aHVudGVy"), shown);
        }
        assertEquals("hunter2", secret.get("password").orElseThrow().utf8());
    }

    @Test
    void text_data_is_merged_and_wins() throws Exception {
        Secret secret = read("""
                {"metadata": {"name": "s"}, "data": {"a": "MQ==", "b": "Mg=="}, "stringData": {"b": "ü", "c": ""}}""");
        assertEquals("1", secret.get("a").orElseThrow().utf8());
        assertEquals("ü", secret.get("b").orElseThrow().utf8());
        assertEquals(0, secret.get("c").orElseThrow().size());
        assertFalse(JSON.toTree(secret).has("stringData"));
    }

    @Test
    void the_tree_that_was_read_is_left_alone() throws Exception {
        var tree = new ObjectMapper().readTree("{\"metadata\": {\"name\": \"s\"}, \"stringData\": {\"a\": \"b\"}}");
        var before = tree.deepCopy();
        JSON.toValue(tree, Secret.KIND);
        assertEquals(before, tree);
    }

    @Test
    void a_message_about_wrong_data_does_not_repeat_it() {
        UnreadableTree e = assertThrows(
                UnreadableTree.class,
                () -> read("{\"metadata\": {\"name\": \"s\"}, \"data\": {\"key\": \"-----BEGIN hunter2\"}}"));
        assertEquals("data.key", e.field());
        assertEquals("`data.key`: expected base64 (18 characters given)", e.getMessage());
    }

    @Test
    void bytes_are_copied_in_and_out() {
        byte[] given = {1, 2, 3};
        Bytes bytes = Bytes.of(given);
        given[0] = 9;
        bytes.toArray()[1] = 9;
        assertArrayEquals(new byte[] {1, 2, 3}, bytes.toArray());
        assertEquals("3 bytes", bytes.toString());
        assertEquals(Bytes.of(new byte[] {1, 2, 3}), bytes);
        assertNotEquals(Bytes.of(given), bytes);
        assertEquals(Bytes.ofUtf8("hello"), Bytes.ofBase64("aGVs\r\nbG8=\n"));
    }
}
