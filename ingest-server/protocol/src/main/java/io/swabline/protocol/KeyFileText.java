package io.swabline.protocol;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a key file: Java properties, one a line, {@code #} starts a comment. Binary values are Base64. Strict: what
 * is unknown, twice there, missing or of a wrong length is refused by its line or name, and values are never quoted.
 *
 * <pre>
 *   format=2                           1 has neither revision nor validity nor root, and at most one PREVIOUS key
 *   revision=7                         grows by one with each change
 *   validity.days.max=30               no code is valid for longer
 *   root.private=(Ed25519, PKCS #8)    signs trust bundles
 *   root.public=(Ed25519, X.509)
 *   pepper=(32 bytes)
 *   key.1.status=CURRENT               or PREVIOUS, RETIRED, WITHDRAWN
 *   key.1.created=2022-04-09T00:00:00Z
 *   key.1.seal=(AES-256 key, 32 bytes)
 *   key.1.mac=(AES-128 key, 16 bytes)
 *   key.1.signing.private=(Ed25519, PKCS #8)
 *   key.1.signing.public=(Ed25519, X.509)
 * </pre>
 */
final class KeyFileText {
    /** More than changes there will ever be, with room above it for the sequences of cut-offs. */
    static final long REVISION_MAX = Long.MAX_VALUE >>> 8;

    private static final String FORMAT = "2";
    private static final String FORMAT_BEFORE = "1";
    private static final String REVISION = "revision";
    private static final String VALIDITY = "validity.days.max";
    private static final List<String> FIELDS =
        List.of("format", REVISION, VALIDITY, "root.private", "root.public", "pepper");
    private static final List<String> KEY_FIELDS =
        List.of("status", "created", "seal", "mac", "signing.private", "signing.public");

    private final Path file;
    private final Map<String, String> values = new HashMap<>();

    private KeyFileText(final Path file) {
        this.file = file;
    }

    static String write(final SamplingKeys keys) {
        final StringBuilder text = new StringBuilder(1024);
        text.append("# Keys of Swabline's sampling codes. Secret: whoever reads this file can make codes and undo pseudonyms.\n");
        text.append("# Without it no code can be checked: keep a copy in a safe place. Changed by 'swabline keys'.\n");
        text.append("format=").append(FORMAT).append('\n');
        text.append(REVISION).append('=').append(keys.revision()).append('\n');
        text.append(VALIDITY).append('=').append(keys.validityDaysMax()).append('\n');
        appendPair(text, "root.", keys.root().pair());
        text.append("pepper=").append(base64(keys.pepper())).append('\n');
        for (final SamplingKey key : keys.all()) {
            final String prefix = prefix(key.id());
            text.append(prefix).append("status=").append(key.status()).append('\n');
            text.append(prefix).append("created=").append(Instant.ofEpochSecond(key.createdAtEpochSeconds())).append('\n');
            text.append(prefix).append("seal=").append(base64(key.sealKey())).append('\n');
            text.append(prefix).append("mac=").append(base64(key.macKey())).append('\n');
            appendPair(text, prefix + "signing.", key.signingPair());
        }
        return text.toString();
    }

    private static void appendPair(final StringBuilder text, final String prefix, final KeyPair pair) {
        text.append(prefix).append("private=").append(base64(pair.getPrivate().getEncoded())).append('\n');
        text.append(prefix).append("public=").append(base64(pair.getPublic().getEncoded())).append('\n');
    }

    static SamplingKeys parse(final Path file, final String text) {
        final KeyFileText content = new KeyFileText(file);
        content.readLines(text);
        return content.keys();
    }

    private void readLines(final String text) {
        final String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            final String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            final int equals = line.indexOf('=');
            if (equals < 1) {
                throw malformed("line " + (i + 1) + " is not 'name=value'");
            }
            final String name = line.substring(0, equals).strip();
            requireKnown(name, i + 1);
            if (values.put(name, line.substring(equals + 1).strip()) != null) {
                throw malformed("line " + (i + 1) + " gives " + name + " for the second time");
            }
        }
    }

    /** A name that is not known is not shown: it may be a part of a secret that lost its line. */
    private void requireKnown(final String name, final int line) {
        if (FIELDS.contains(name)) {
            return;
        }
        final String[] parts = name.split("\\.", 3);
        if (parts.length != 3 || !parts[0].equals("key") || !KEY_FIELDS.contains(parts[2])) {
            throw malformed("line " + line + " has a name other than " + String.join(", ", FIELDS) + " and key.N."
                + String.join("|", KEY_FIELDS));
        }
        if (!parts[1].matches("[1-9][0-9]{0,2}") || Integer.parseInt(parts[1]) > SamplingKey.ID_MAX) {
            throw malformed("line " + line + " has a key id that is not a number from 1 to " + SamplingKey.ID_MAX);
        }
    }

    private SamplingKeys keys() {
        final String format = required("format");
        if (!format.equals(FORMAT) && !format.equals(FORMAT_BEFORE)) {
            throw new KeyFileException(file, "has a format that this version does not know, only " + FORMAT_BEFORE + " and "
                + FORMAT, "use the version of Swabline that wrote it, or a newer one");
        }
        final byte[] pepper = bytes("pepper", PersonPseudonyms.PEPPER_LENGTH);
        final List<SamplingKey> keys = new ArrayList<>();
        for (int id = 1; id <= SamplingKey.ID_MAX; id++) {
            if (KEY_FIELDS.stream().map(prefix(id)::concat).anyMatch(values::containsKey)) {
                keys.add(key(id));
            }
        }
        requireOneCurrent(keys);
        if (format.equals(FORMAT_BEFORE)) {
            requireNothingOfLaterFormats();
            return new SamplingKeys(0, CodeDescriptor.VALIDITY_DAYS_DEFAULT, null, pepper, keys);
        }
        return new SamplingKeys(number(REVISION, REVISION_MAX), (int) number(VALIDITY, CodeDescriptor.VALIDITY_DAYS_MAX),
            new RootKey(pair("root.")), pepper, keys);
    }

    private void requireNothingOfLaterFormats() {
        for (final String name : FIELDS) {
            if (values.containsKey(name) && !name.equals("format") && !name.equals("pepper")) {
                throw malformed(name + " is not of format " + FORMAT_BEFORE);
            }
        }
    }

    private long number(final String name, final long max) {
        final String value = required(name);
        if (!value.matches("[1-9][0-9]{0,17}") || Long.parseLong(value) > max) {
            throw malformed(name + " is not a number from 1 to " + max);
        }
        return Long.parseLong(value);
    }

    private SamplingKey key(final int id) {
        final String prefix = prefix(id);
        return new SamplingKey(id, status(prefix + "status"), created(prefix + "created"),
            bytes(prefix + "seal", SamplingKey.SEAL_KEY_LENGTH), bytes(prefix + "mac", SamplingKey.MAC_KEY_LENGTH),
            pair(prefix + "signing."));
    }

    private KeyStatus status(final String name) {
        final String value = required(name);
        for (final KeyStatus status : KeyStatus.values()) {
            if (status.name().equals(value)) {
                return status;
            }
        }
        throw malformed(name + " is none of CURRENT, PREVIOUS, RETIRED, WITHDRAWN");
    }

    private long created(final String name) {
        try {
            return Instant.parse(required(name)).getEpochSecond();
        } catch (final DateTimeParseException e) {
            throw malformed(name + " is not a time like 2022-04-09T00:00:00Z");
        }
    }

    private KeyPair pair(final String prefix) {
        final byte[] privateBytes = bytes(prefix + "private", -1);
        final byte[] publicBytes = bytes(prefix + "public", -1);
        try {
            final KeyFactory factory = KeyFactory.getInstance("Ed25519");
            final KeyPair pair = new KeyPair(factory.generatePublic(new X509EncodedKeySpec(publicBytes)),
                factory.generatePrivate(new PKCS8EncodedKeySpec(privateBytes)));
            if (belongTogether(pair)) {
                return pair;
            }
        } catch (final GeneralSecurityException e) {
            throw malformed(prefix + "private and .public are not a pair of Ed25519 keys");
        }
        throw malformed(prefix + "private and .public do not belong together");
    }

    private static boolean belongTogether(final KeyPair pair) throws GeneralSecurityException {
        final byte[] probe = {1};
        final Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initSign(pair.getPrivate());
        ed25519.update(probe);
        final byte[] signature = ed25519.sign();
        ed25519.initVerify(pair.getPublic());
        ed25519.update(probe);
        try {
            return ed25519.verify(signature);
        } catch (final SignatureException e) {
            return false;
        }
    }

    private void requireOneCurrent(final List<SamplingKey> keys) {
        final List<Integer> current = idsOf(keys, KeyStatus.CURRENT);
        if (current.size() != 1) {
            throw malformed(current.isEmpty() ? "no key is CURRENT" : "keys " + current + " are CURRENT, but only one can be");
        }
    }

    private static List<Integer> idsOf(final List<SamplingKey> keys, final KeyStatus status) {
        return keys.stream().filter(key -> key.status() == status).map(SamplingKey::id).toList();
    }

    private static String prefix(final int id) {
        return "key." + id + ".";
    }

    private String required(final String name) {
        final String value = values.get(name);
        if (value == null || value.isEmpty()) {
            throw malformed(name + " is missing");
        }
        return value;
    }

    private byte[] bytes(final String name, final int length) {
        final byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(required(name));
        } catch (final IllegalArgumentException e) {
            throw malformed(name + " is not Base64");
        }
        if (length >= 0 && bytes.length != length) {
            throw malformed(name + " has " + bytes.length + " bytes instead of " + length);
        }
        return bytes;
    }

    private KeyFileException malformed(final String wrong) {
        return new KeyFileException(file, "is malformed: " + wrong, "restore it from a backup; it should not be edited by hand");
    }

    private static String base64(final byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
