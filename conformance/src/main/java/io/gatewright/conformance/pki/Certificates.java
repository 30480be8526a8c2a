package io.gatewright.conformance.pki;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Makes certificates by the notation {@code NAMES[@CA][;expired][;rsa][;client]}: equal text gives the same certificate.
 * NAMES are DNS names, IP addresses and URIs separated by commas. Safe for use by several threads.
 */
public final class Certificates {
    private static final Instant PAST = Instant.parse("2020-01-01T00:00:00Z");

    private final Map<String, X509Bundle> made = new HashMap<>();

    /** The authority of this name. */
    public synchronized X509Bundle authority(String name) {
        return made.computeIfAbsent("authority " + name, key -> {
            try {
                return new CertificateBuilder()
                        .ecp256()
                        .subject("CN=" + name + " authority")
                        .setIsCertificateAuthority(true)
                        .setKeyUsage(true, CertificateBuilder.KeyUsage.keyCertSign, CertificateBuilder.KeyUsage.cRLSign)
                        .buildSelfSigned();
            } catch (Exception e) {
                throw new IllegalStateException("making authority " + name, e);
            }
        });
    }

    /** The certificate of this notation with its key. */
    public synchronized X509Bundle certificate(String notation) {
        X509Bundle known = made.get(notation);
        if (known == null) {
            known = make(notation);
            made.put(notation, known);
        }
        return known;
    }

    private X509Bundle make(String notation) {
        String[] flags = notation.split(";", -1);
        int at = flags[0].lastIndexOf('@');
        String names = at < 0 ? flags[0] : flags[0].substring(0, at);
        String authority = at < 0 ? "kit" : flags[0].substring(at + 1);
        CertificateBuilder builder = new CertificateBuilder()
                .ecp256()
                .setKeyUsage(true, CertificateBuilder.KeyUsage.digitalSignature)
                .addExtendedKeyUsageServerAuth()
                .addExtendedKeyUsageClientAuth();
        for (int i = 1; i < flags.length; i++) {
            switch (flags[i].strip()) {
                case "expired" -> builder = builder.notBefore(PAST).notAfter(PAST.plusSeconds(86_400));
                case "rsa" -> builder = builder.rsa2048();
                case "client" -> {}
                default ->
                    throw new IllegalArgumentException("certificate `" + notation + "`: unknown flag " + flags[i]);
            }
        }
        String first = names.split(",", -1)[0];
        builder = builder.subject("CN=" + (first.contains("://") ? "workload" : first));
        for (String name : names.split(",", -1)) {
            if (name.contains("://")) {
                builder = builder.addSanUriName(URI.create(name));
            } else if (name.matches("[0-9.]+|.*:.*")) {
                builder = builder.addSanIpAddress(name);
            } else {
                builder = builder.addSanDnsName(name);
            }
        }
        try {
            return builder.buildIssuedBy(authority(authority));
        } catch (Exception e) {
            throw new IllegalStateException("making certificate " + notation, e);
        }
    }

    /** The subject alternative names of a certificate in lower case, DNS names, URIs and addresses alike. */
    public static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            if (certificate.getSubjectAlternativeNames() != null) {
                certificate
                        .getSubjectAlternativeNames()
                        .forEach(entry -> names.add(String.valueOf(entry.get(1)).toLowerCase(Locale.ROOT)));
            }
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("unreadable certificate", e);
        }
        return names;
    }
}
