package io.gatewright.runtime.tls;

/** Certificates or keys that cannot be used. The message says why and never contains key material. */
public final class BadPem extends Exception {
    private static final long serialVersionUID = 1L;

    BadPem(String message) {
        super(message, null, false, false);
    }
}
