package io.gatewright.model.read.shape;

import static io.gatewright.model.read.shape.Shape.any;
import static io.gatewright.model.read.shape.Shape.choice;
import static io.gatewright.model.read.shape.Shape.flag;
import static io.gatewright.model.read.shape.Shape.list;
import static io.gatewright.model.read.shape.Shape.map;
import static io.gatewright.model.read.shape.Shape.may;
import static io.gatewright.model.read.shape.Shape.need;
import static io.gatewright.model.read.shape.Shape.partOf;
import static io.gatewright.model.read.shape.Shape.text;
import static io.gatewright.model.read.shape.Words.PORT;

import java.util.Base64;

/** The kinds of Kubernetes itself, as far as a gateway needs them: what we read must be right, the rest is not ours. */
final class CoreShapes {
    private static final TextShape LABEL_NAME = text().length(1, 63).form(Words.DNS_LABEL);
    private static final TextShape ANY_NAME = text().length(1, 253).form(Words.DNS_NAME);
    private static final TextShape CLUSTER_NAME = text().length(1, 253)
            .form(Form.of("a DNS name, optionally after a signer, as in `example.com:signer:name`", "[a-z0-9:.-]+"));

    private static final Form BASE64 = new Form("base64", CoreShapes::isBase64);
    private static final MapShape BINARY = map(text().form(BASE64).hidden());

    private static final TextShape PROTOCOL = choice("TCP", "UDP", "SCTP");

    static final Shape NAMESPACE = Words.documentPart(LABEL_NAME);

    static final Shape SERVICE = Words.documentPart(
            LABEL_NAME,
            may(
                    "spec",
                    partOf(
                            may("type", choice("ClusterIP", "NodePort", "LoadBalancer", "ExternalName")),
                            may("clusterIP", text()),
                            may("clusterIPs", list(text())),
                            may("externalIPs", list(text())),
                            may(
                                    "ports",
                                    list(partOf(
                                            may("name", text()),
                                            need("port", PORT),
                                            may("protocol", PROTOCOL),
                                            may("targetPort", any()),
                                            may("nodePort", Shape.integer(0, 65535)),
                                            may("appProtocol", text())))),
                            may("selector", map(text())),
                            may("externalName", text()),
                            may("sessionAffinity", text()),
                            may("publishNotReadyAddresses", flag()))));

    private static final ObjectShape ENDPOINT = partOf(
            need("addresses", list(text()).items(1, 100)),
            may("conditions", partOf(may("ready", flag()), may("serving", flag()), may("terminating", flag()))),
            may("hostname", text()),
            may("nodeName", text()),
            may("zone", text()));

    static final Shape ENDPOINT_SLICE = Words.documentPart(
            ANY_NAME,
            need("addressType", choice("IPv4", "IPv6", "FQDN")),
            may("endpoints", list(ENDPOINT).items(0, 1000)),
            may(
                    "ports",
                    list(partOf(
                                    may("name", text()),
                                    may("protocol", PROTOCOL),
                                    may("port", PORT),
                                    may("appProtocol", text())))
                            .items(0, 100)));

    static final Shape SECRET = Words.documentPart(
            ANY_NAME, may("type", text()), may("data", BINARY), may("stringData", map(text().hidden())));

    static final Shape CONFIG_MAP = Words.documentPart(ANY_NAME, may("data", map(text())), may("binaryData", BINARY));

    static final Shape CLUSTER_TRUST_BUNDLE = Words.documentPart(
            CLUSTER_NAME, need("spec", partOf(may("signerName", text()), need("trustBundle", text()))));

    private CoreShapes() {}

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text.replace("\n", "").replace("\r", ""));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
