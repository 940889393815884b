package io.swabline.issuer;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.security.Signature;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who makes the Ed25519 signatures: native code where it loads, else the JDK, which takes some seventy times as long. It is
 * used for codes only and not installed for the process.
 */
public final class SigningProvider {
    private static final Logger LOG = LoggerFactory.getLogger(SigningProvider.class);

    private SigningProvider() {
    }

    /** The native provider; null if it cannot be used on this machine, which is logged. */
    public static Provider fastest() {
        try {
            final AmazonCorrettoCryptoProvider accp = AmazonCorrettoCryptoProvider.INSTANCE;
            if (accp.getLoadingError() == null) {
                Signature.getInstance("Ed25519", accp);
                return accp;
            }
            LOG.info("codes are signed by the JDK, which is slow: {}", accp.getLoadingError().getMessage());
        } catch (final Exception | LinkageError e) {
            LOG.info("codes are signed by the JDK, which is slow: {}", e.toString());
        }
        return null;
    }
}
