package io.swabline.server.access;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Reads the station's number from its certificate: from a common name, or the first DNS name, of the form
 * {@code station-<number>}. A name of any other form is no station's.
 */
final class StationName {
    static final long NONE = 0;

    private static final Pattern NAME = Pattern.compile("station-([1-9][0-9]{0,9})");
    private static final int DNS_NAME = 2;
    private static final long STATION_MAX = 0xFFFF_FFFEL;

    private StationName() {
    }

    /** The station's number, or {@link #NONE}. */
    static long of(final X509Certificate certificate) {
        final long byCommonName = number(commonName(certificate));
        return byCommonName != NONE ? byCommonName : number(firstDnsName(certificate));
    }

    private static long number(final String name) {
        final Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return NONE;
        }
        final long number = Long.parseLong(matcher.group(1));
        return number <= STATION_MAX ? number : NONE;
    }

    private static String commonName(final X509Certificate certificate) {
        try {
            final List<Rdn> names = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
            for (final Rdn name : names) {
                if ("CN".equalsIgnoreCase(name.getType()) && name.getValue() instanceof String text) {
                    return text;
                }
            }
            return "";
        } catch (final InvalidNameException e) {
            return "";
        }
    }

    private static String firstDnsName(final X509Certificate certificate) {
        try {
            final Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                for (final List<?> name : names) {
                    if (name.get(0).equals(DNS_NAME)) {
                        return (String) name.get(1);
                    }
                }
            }
            return "";
        } catch (final CertificateParsingException e) {
            return "";
        }
    }
}
