package io.gatewright.runtime.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** Whose TLS implementation is used. */
public enum TlsEngine {
    /** OpenSSL (BoringSSL) when its native library is there, else the JDK's. */
    AUTO,
    /** OpenSSL; starting fails without its native library. */
    OPENSSL,
    /** The JDK's own. */
    JDK;

    /** @throws IllegalStateException if the wanted one is not available */
    SslProvider provider() {
        boolean openssl = this != JDK && OpenSsl.isAvailable();
        if (this == OPENSSL && !openssl) {
            throw new IllegalStateException("tls engine `openssl`: native library not available: put "
                    + "netty-tcnative-boringssl-static for this platform on the class path, or use `auto`");
        }
        return openssl ? SslProvider.OPENSSL : SslProvider.JDK;
    }
}
