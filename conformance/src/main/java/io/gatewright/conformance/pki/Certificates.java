package io.gatewright.conformance.pki;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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

    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final int SEQUENCE = 0x30;
    private static final int DNS_NAME = 0x82;
    private static final int URI_NAME = 0x86;
    private static final int IP_ADDRESS = 0x87;

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
        builder = builder.addExtensionOctetString(ALTERNATIVE_NAMES, false, alternativeNames(names));
        try {
            return builder.buildIssuedBy(authority(authority));
        } catch (Exception e) {
            throw new IllegalStateException("making certificate " + notation, e);
        }
    }

    /** GeneralNames in DER by hand, since the builder refuses wildcards. */
    private static byte[] alternativeNames(String names) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (String name : names.split(",", -1)) {
            byte[] value = name.getBytes(StandardCharsets.US_ASCII);
            int tag = DNS_NAME;
            if (name.contains("://")) {
                tag = URI_NAME;
            } else if (name.matches("[0-9.]+|.*:.*")) {
                tag = IP_ADDRESS;
                value = NetUtil.createByteArrayFromIpAddressString(name);
            }
            element(list, tag, value);
        }
        ByteArrayOutputStream sequence = new ByteArrayOutputStream();
        element(sequence, SEQUENCE, list.toByteArray());
        return sequence.toByteArray();
    }

    private static void element(ByteArrayOutputStream out, int tag, byte[] value) {
        out.write(tag);
        if (value.length > 127) {
            out.write(0x82);
            out.write(value.length >> 8);
        }
        out.write(value.length & 0xff);
        out.writeBytes(value);
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
