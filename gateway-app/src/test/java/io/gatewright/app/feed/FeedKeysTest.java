package io.gatewright.app.feed;

import static io.gatewright.app.feed.Feeds.CHANCE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatewright.app.feed.FeedProtocol.Hello;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedKeysTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant END = START.plus(Duration.ofDays(365));

    private static FeedKeys renewed(FeedKeys keys, Instant now) {
        return keys.renewed(now, CHANCE).orElseThrow(() -> new AssertionError("nothing to renew at " + now));
    }

    private static Collection<X509Certificate> trusted(FeedKeys keys) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(keys.bundle().getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static X509Certificate shown(FeedKeys keys, Instant now) {
        return keys.server(List.of(Feeds.NAME), now, CHANCE).certificate();
    }

    /** Whether one of the authorities signed it, and both are good at that time. */
    private static boolean trusts(FeedKeys keys, X509Certificate certificate, Instant now)
            throws GeneralSecurityException {
        certificate.checkValidity(Date.from(now));
        for (X509Certificate authority : trusted(keys)) {
            try {
                certificate.verify(authority.getPublicKey());
                authority.checkValidity(Date.from(now));
                return true;
            } catch (GeneralSecurityException e) {
                // perhaps the next one
            }
        }
        return false;
    }

    @Test
    void the_next_authority_is_prepared_120_days_before_the_end_and_signs_a_day_later() throws Exception {
        FeedKeys keys = FeedKeys.create(START, CHANCE);
        Instant due = END.minus(Duration.ofDays(120));
        assertEquals(Optional.empty(), keys.renewed(START, CHANCE));
        assertEquals(Optional.empty(), keys.renewed(due.minusSeconds(60), CHANCE));

        FeedKeys prepared = renewed(keys, due.plusSeconds(60));
        assertEquals(2, trusted(prepared).size());
        assertEquals(issuer(keys, due), issuer(prepared, due), "proxies may not trust the next one yet");
        assertEquals(Optional.empty(), prepared.renewed(due.plus(Duration.ofHours(23)), CHANCE));

        Instant promotion = due.plus(Duration.ofHours(25));
        FeedKeys promoted = renewed(prepared, promotion);
        assertNotEquals(issuer(keys, due), issuer(promoted, promotion));
        assertEquals(2, trusted(promoted).size(), "who shows a certificate of the old one is trusted still");
        assertEquals(Optional.empty(), promoted.renewed(promotion.plus(Duration.ofDays(200)), CHANCE));
    }

    private static String issuer(FeedKeys keys, Instant now) {
        return shown(keys, now).getIssuerX500Principal().getName();
    }

    @Test
    void over_years_what_is_shown_is_trusted_by_the_bundle_of_a_day_ago_and_by_that_of_now() throws Exception {
        FeedKeys keys = FeedKeys.create(START, CHANCE);
        X509Certificate shown = shown(keys, START);
        int renewals = 0;
        // a certificate is shown until three days before its end, a bundle takes less than a day to spread
        for (int day = 1; day < 3 * 365; day++) {
            Instant now = START.plus(Duration.ofDays(day));
            Optional<FeedKeys> next = keys.renewed(now, CHANCE);
            FeedKeys before = keys;
            if (next.isPresent()) {
                keys = next.get();
                shown = shown(keys, now);
                renewals++;
            } else if (now.isAfter(shown.getNotAfter().toInstant().minus(Duration.ofDays(3)))) {
                shown = shown(keys, now);
            }
            assertTrue(trusts(keys, shown, now), "day " + day);
            assertTrue(trusts(before, shown, now), "day " + day + ", bundle of the day before");
            assertArrayEquals(before.sessionKey("a/b"), keys.sessionKey("a/b"), "sessions outlive authorities");
        }
        assertTrue(renewals >= 6, renewals + " renewals");
    }

    @Test
    void keys_come_back_as_they_were_kept() {
        FeedKeys keys = renewed(FeedKeys.create(START, CHANCE), END.minus(Duration.ofDays(1)));
        FeedKeys promoted = renewed(keys, END.plus(Duration.ofDays(1)));
        for (FeedKeys each : List.of(keys, promoted)) {
            FeedKeys again = FeedKeys.of(each.texts());
            assertEquals(each.texts(), again.texts());
            assertEquals(each.bundle(), again.bundle());
            assertArrayEquals(each.sessionKey("a/b"), again.sessionKey("a/b"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.crt", "ca.key", "next.crt", "next.key", "session.key"})
    void what_is_damaged_is_refused_without_telling_its_content(String damaged) {
        Map<String, String> kept = new TreeMap<>(renewed(FeedKeys.create(START, CHANCE), END.minus(Duration.ofDays(1)))
                .texts());
        kept.put(damaged, "-----BEGIN THING-----\ns3cr3t\n-----END THING-----\n");
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> FeedKeys.of(kept));
        assertFalse(String.valueOf(refused.getMessage()).contains("s3cr3t"), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.crt", "ca.key", "session.key"})
    void what_is_missing_is_named(String missing) {
        Map<String, String> kept = new TreeMap<>(FeedKeys.create(START, CHANCE).texts());
        kept.remove(missing);
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> FeedKeys.of(kept));
        assertTrue(refused.getMessage().contains("missing"), refused.getMessage());
    }

    @Test
    void a_server_certificate_is_for_its_names_and_a_week_and_signs_nothing() throws Exception {
        X509Certificate certificate = shown(FeedKeys.create(START, CHANCE), START);
        assertEquals(
                List.of(Feeds.NAME),
                certificate.getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1))
                        .toList());
        assertEquals(START.plus(Duration.ofDays(7)), certificate.getNotAfter().toInstant());
        assertTrue(certificate.getNotBefore().toInstant().isBefore(START), "clocks differ");
        assertEquals(-1, certificate.getBasicConstraints());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate.getExtendedKeyUsage());
    }

    @Test
    void each_gateway_has_a_session_key_of_its_own() {
        FeedKeys keys = FeedKeys.create(START, CHANCE);
        assertFalse(Arrays.equals(keys.sessionKey("a/b"), keys.sessionKey("a/c")));
        assertFalse(Arrays.equals(
                keys.sessionKey("a/b"), FeedKeys.create(START, CHANCE).sessionKey("a/b")));
    }

    @Test
    void keys_are_in_no_text() {
        FeedKeys keys = FeedKeys.create(START, CHANCE);
        ServerIdentity identity = keys.server(List.of(Feeds.NAME), START, CHANCE);
        String key = keys.texts().get("ca.key").lines().toList().get(1);
        String serverKey = HexFormat.of().formatHex(identity.key().getEncoded());
        for (String text : List.of(
                keys.toString(),
                identity.toString(),
                new PemPair("certificate", keys.texts().get("ca.key")).toString())) {
            assertFalse(text.contains(key) || text.contains(serverKey) || text.contains("PRIVATE"), text);
        }
        assertFalse(keys.bundle().contains("PRIVATE"));
    }

    @Test
    void a_client_that_trusts_an_old_bundle_still_connects_after_the_change() throws Exception {
        Instant now = Instant.now();
        FeedKeys old = FeedKeys.create(now.minus(Duration.ofDays(250)), CHANCE);
        FeedKeys prepared = renewed(old, now.minus(Duration.ofHours(25)));
        FeedKeys promoted = renewed(prepared, now);
        ServerIdentity.Newest identity = new ServerIdentity.Newest(prepared.server(List.of(Feeds.NAME), now, CHANCE));
        try (ScriptedFeed feed = new ScriptedFeed(identity)) {
            connects(feed, prepared);
            connects(feed, old);
            connects(feed, promoted);
            identity.replace(promoted.server(List.of(Feeds.NAME), now, CHANCE));
            connects(feed, prepared);
            connects(feed, promoted);
            // a bundle from before the next one was prepared: it had a day to be replaced
            try (RawProxy late = proxy(feed, old)) {
                assertEquals(Optional.empty(), late.end());
            }
        }
    }

    private static RawProxy proxy(ScriptedFeed feed, FeedKeys trusted) {
        return RawProxy.connect(feed.port(), trusted, "token", new Hello("p", Map.of()));
    }

    private static void connects(ScriptedFeed feed, FeedKeys trusted) throws InterruptedException {
        try (RawProxy proxy = proxy(feed, trusted)) {
            assertEquals("p", feed.next().hello().instance());
            assertTrue(proxy.updates.isEmpty());
        }
    }
}
