package io.gatewright.conformance.kit;

/** What an echo server speaks on one of its ports. */
public enum EchoPort {
    HTTP(80, "http", ""),
    H2C(81, "h2c", "kubernetes.io/h2c"),
    WS(82, "ws", "kubernetes.io/ws"),
    HTTPS(443, "https", ""),
    TCP(9000, "tcp", ""),
    TLS(9443, "tls", ""),
    UDP(5300, "udp", "");

    private final int number;
    private final String portName;
    private final String appProtocol;

    EchoPort(int number, String portName, String appProtocol) {
        this.number = number;
        this.portName = portName;
        this.appProtocol = appProtocol;
    }

    /** The port of a standard Service. */
    public int number() {
        return number;
    }

    /** Its name there. */
    public String portName() {
        return portName;
    }

    String appProtocol() {
        return appProtocol;
    }

    /** What serves a port of a Service of a case's own. */
    static EchoPort of(String name, String protocol, String appProtocol) {
        for (EchoPort port : values()) {
            if (port.portName.equals(name)) {
                return port;
            }
        }
        if (protocol.equals("UDP")) {
            return UDP;
        }
        return switch (appProtocol) {
            case "kubernetes.io/h2c" -> H2C;
            case "https", "HTTPS" -> HTTPS;
            case "tcp" -> TCP;
            case "tls" -> TLS;
            default -> HTTP;
        };
    }
}
