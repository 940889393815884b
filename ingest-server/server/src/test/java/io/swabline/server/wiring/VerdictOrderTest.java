package io.swabline.server.wiring;

import io.swabline.protocol.AesCmac;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.CoreIssuer;
import io.swabline.protocol.DocumentNumber;
import io.swabline.protocol.DocumentType;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.trust.Cutoff;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which verdict a scan gets to which several apply: docs/protocol.md has the order, and here a scan is made for each pair of its
 * rows that can meet. The server must answer with the upper one.
 */
class VerdictOrderTest {
    private static final Path PAGE = Path.of("..", "docs", "protocol.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| ([A-Z_]+) \\|");
    private static final long DAY_S = 86_400;
    private static final int OWN_STATION = 7;
    private static final int OTHER_STATION = 8;
    private static final int POOL_SIZE = 10;

    /** The rows of the table, from its top. */
    private enum Row {
        NO_SCAN(Verdict.MALFORMED), FORGED(Verdict.FORGED), WITHDRAWN(Verdict.KEY_WITHDRAWN), NO_CODE(Verdict.MALFORMED),
        BAD_ID(Verdict.BAD_ID_NUMBER), BAD_DOCUMENT(Verdict.BAD_DOCUMENT_NUMBER), CLOCK(Verdict.CLOCK_IMPOSSIBLE),
        RETIRED(Verdict.EXPIRED), TOO_NEW(Verdict.NOT_YET_VALID), TOO_OLD(Verdict.EXPIRED), SUPERSEDED(Verdict.SUPERSEDED),
        BAD_SAMPLE(Verdict.BAD_SAMPLE_ID), DOUBLE(Verdict.DOUBLE_SCAN), ELSEWHERE(Verdict.SAMPLE_ELSEWHERE),
        FULL(Verdict.SAMPLE_FULL), NOTHING(Verdict.ACCEPTED);

        private static final Set<Row> OF_CODES = EnumSet.of(FORGED, WITHDRAWN, NO_CODE, RETIRED, TOO_NEW, TOO_OLD, SUPERSEDED);

        private final Verdict verdict;

        Row(final Verdict verdict) {
            this.verdict = verdict;
        }

        private boolean canMeet(final Row other) {
            final Set<Row> both = EnumSet.of(this, other);
            return !(both.contains(BAD_ID) && (OF_CODES.contains(this) || OF_CODES.contains(other)))
                && !(both.contains(BAD_DOCUMENT) && (OF_CODES.contains(this) || OF_CODES.contains(other)))
                && !both.equals(EnumSet.of(BAD_ID, BAD_DOCUMENT))
                && !both.equals(EnumSet.of(WITHDRAWN, RETIRED))
                && !both.equals(EnumSet.of(TOO_NEW, TOO_OLD))
                && !(both.contains(BAD_SAMPLE) && (both.contains(ELSEWHERE) || both.contains(FULL)));
        }
    }

    @TempDir
    private Path directory;
    private TestServer server;
    private SamplingKeys keys;
    private RawStation own;
    private RawStation other;
    private long ownSequence = 1;
    private long otherSequence = 1;
    private int number;
    private final long nowMs = System.currentTimeMillis();

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(directory);
        final Path file = directory.resolve("keys.properties");
        SamplingKeys.rotate(file);
        SamplingKeys.rotate(file);
        SamplingKeys.withdraw(file, 1);
        Files.writeString(file, Files.readString(file).replace("key.2.status=PREVIOUS", "key.2.status=RETIRED"));
        keys = SamplingKeys.load(file);
        server.currentKeys.set(keys);
        own = server.station().hello(OWN_STATION, 1);
        other = server.station().hello(OTHER_STATION, 2);
        assertThat(own.reply()).startsWith("welcome");
        assertThat(other.reply()).startsWith("welcome");
    }

    @AfterEach
    void stop() throws Exception {
        own.close();
        other.close();
        server.close();
    }

    @Test
    void shouldDescribeTheOrderThatIsTestedHere() throws Exception {
        final List<String> described = new ArrayList<>();
        for (final Matcher row = ROW.matcher(Files.readString(PAGE)); row.find();) {
            if (Integer.parseInt(row.group(1)) == described.size() + 1 && isOfTheOrder(row)) {
                described.add(row.group(2));
            }
        }
        final List<String> tested = new ArrayList<>();
        for (final Row row : Row.values()) {
            tested.add(row.verdict.name());
        }
        assertThat(described).isEqualTo(tested);
    }

    /** The tables of the verdicts' codes and of the reasons look the same, before and after this one. */
    private static boolean isOfTheOrder(final Matcher row) throws Exception {
        final String page = Files.readString(PAGE);
        return row.start() > page.indexOf("### Which verdict, when several apply") && row.start() < page.indexOf("## Reasons");
    }

    @Test
    void shouldAnswerByTheUpperOfTwoVerdictsThatApply() throws Exception {
        int pairs = 0;
        for (final Row upper : Row.values()) {
            for (final Row lower : Row.values()) {
                if (upper.ordinal() <= lower.ordinal() && upper.canMeet(lower)) {
                    assertThat(verdictOf(EnumSet.of(upper, lower))).as("%s and %s", upper, lower).isEqualTo(upper.verdict);
                    pairs++;
                }
            }
        }
        assertThat(pairs).isGreaterThan(100);
    }

    private Verdict verdictOf(final Set<Row> rows) throws Exception {
        number++;
        final String sample = "T" + number;
        if (rows.contains(Row.DOUBLE)) {
            sendOwn(scan(rows, EnumSet.noneOf(Row.class), 9, "D" + number));
        }
        if (rows.contains(Row.FULL)) {
            for (int person = 0; person < POOL_SIZE; person++) {
                fill(rows.contains(Row.ELSEWHERE), sample, 1_000L * number + person);
            }
        } else if (rows.contains(Row.ELSEWHERE)) {
            fill(true, sample, 1_000L * number);
        }
        final byte[] scan = scan(rows, rows, 1, sample);
        if (rows.contains(Row.CLOCK)) {
            new UnsafeBuffer(scan).putLong(ScanDescriptor.SCANNED_AT_OFFSET, nowMs - 80 * 3_600_000L);
        }
        if (rows.contains(Row.NO_SCAN)) {
            scan[ScanDescriptor.METHOD_OFFSET + 1] = 1;
        }
        if (rows.contains(Row.BAD_SAMPLE)) {
            scan[ScanDescriptor.SAMPLE_ID_OFFSET] = ' ';
        }
        return sendOwn(scan);
    }

    private byte[] scan(final Set<Row> round, final Set<Row> rows, final int issueNumber, final String sample) throws Exception {
        if (round.contains(Row.BAD_ID)) {
            return id(rows, sample);
        }
        return round.contains(Row.BAD_DOCUMENT) ? document(rows, sample) : code(round, rows, issueNumber, sample);
    }

    /** A scan of this round's person; what the rows say of its code holds for it. */
    private byte[] code(final Set<Row> round, final Set<Row> rows, final int issueNumber, final String sample) throws Exception {
        final Pseudonym person = RawStation.person(number);
        if (round.contains(Row.SUPERSEDED)) {
            server.cutoffs.set(server.cutoffs.get().with(List.of(
                new Cutoff(number, 1, nowMs / 1000 + 60 * DAY_S, person, 5, number))));
        }
        final long issuedAtS = nowMs / 1000
            + (rows.contains(Row.TOO_NEW) ? 3_600 : rows.contains(Row.TOO_OLD) ? -40 * DAY_S : -4 * DAY_S);
        final int key = rows.contains(Row.WITHDRAWN) ? 1 : rows.contains(Row.RETIRED) ? 2 : 3;
        final byte[] core = new byte[CodeDescriptor.CORE_LENGTH];
        final CoreIssuer issuer = new CoreIssuer(keys.all().stream().filter(one -> one.id() == key).findAny().orElseThrow(), 1);
        issuer.add(new UnsafeBuffer(person.bytes()), 0, issueNumber, issuedAtS, 30, CodeDescriptor.FLAG_SELF);
        issuer.issue(new UnsafeBuffer(core), 0);
        if (rows.contains(Row.NO_CODE)) {
            core[CodeDescriptor.FLAGS_OFFSET] = 8;
            sealAgain(core, key);
        }
        if (rows.contains(Row.FORGED)) {
            core[CodeDescriptor.MAC_OFFSET] ^= 1;
        }
        return RawStation.scan(nowMs, ScanMethod.CODE, sample, core);
    }

    /** No issuer makes such a code; the key file has what is needed for the MAC. */
    private void sealAgain(final byte[] core, final int key) throws Exception {
        final Matcher secret = Pattern.compile("(?m)^key." + key + ".mac=(.*)$")
            .matcher(Files.readString(directory.resolve("keys.properties")));
        assertThat(secret.find()).isTrue();
        final byte[] mac = new byte[AesCmac.LENGTH];
        new AesCmac(Base64.getDecoder().decode(secret.group(1).replace("\\", ""))).mac(
            core, 0, CodeDescriptor.MAC_INPUT_LENGTH, mac, 0);
        System.arraycopy(mac, 0, core, CodeDescriptor.MAC_OFFSET, CodeDescriptor.MAC_LENGTH);
    }

    private byte[] id(final Set<Row> rows, final String sample) {
        final byte[] digits = String.format("11010519491231%03d0", number).getBytes(StandardCharsets.US_ASCII);
        digits[IdNumber.LENGTH - 1] = IdNumber.checkCharacter(digits, 0);
        if (rows.contains(Row.BAD_ID)) {
            digits[IdNumber.LENGTH - 1] = digits[IdNumber.LENGTH - 1] == '0' ? (byte) '1' : (byte) '0';
        }
        return RawStation.scan(nowMs, ScanMethod.ID_CARD, sample,
            RawStation.idNumber(new String(digits, StandardCharsets.US_ASCII)));
    }

    private byte[] document(final Set<Row> rows, final String sample) {
        final byte[] scan = RawStation.scan(nowMs, ScanMethod.DOCUMENT, sample, DocumentNumber.parse(DocumentType.PASSPORT, "GBR",
            String.format("X%08d", number), nowMs / (1000 * DAY_S)).credential());
        if (rows.contains(Row.BAD_DOCUMENT)) {
            scan[ScanDescriptor.CREDENTIAL_OFFSET] = 0;
        }
        return scan;
    }

    private void fill(final boolean isElsewhere, final String sample, final long person) throws Exception {
        final byte[] core = RawStation.code(keys.current(), 1_000_000 + person, nowMs / 1000 - 60);
        final byte[] scan = RawStation.scan(nowMs, ScanMethod.CODE, sample, core);
        assertThat(isElsewhere ? send(other, otherSequence++, scan) : sendOwn(scan)).isEqualTo(Verdict.ACCEPTED);
    }

    private Verdict sendOwn(final byte[] scan) throws Exception {
        return send(own, ownSequence++, scan);
    }

    private static Verdict send(final RawStation station, final long sequence, final byte[] scan) throws Exception {
        station.send(station.scansFrame(sequence, scan));
        final String reply = station.reply();
        assertThat(reply).startsWith("ack " + sequence + "-" + sequence);
        return reply.contains(":") ? Verdict.valueOf(reply.substring(reply.indexOf(':') + 1)) : Verdict.ACCEPTED;
    }
}
