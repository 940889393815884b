package io.swabline.server.wiring;

import io.swabline.journal.RecordDescriptor;
import io.swabline.protocol.CodeDescriptor;
import io.swabline.protocol.DocumentNumber;
import io.swabline.protocol.DocumentType;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.ScanMethod;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** People who are scanned by a document other than the ID card. */
class DocumentScansTest {
    private static final long TODAY = System.currentTimeMillis() / 86_400_000;
    private static final DocumentNumber PASSPORT = DocumentNumber.parse(DocumentType.PASSPORT, "GBR", "12345678", TODAY);
    private static final DocumentNumber PERMIT = DocumentNumber.parse(DocumentType.TAIWAN_PERMIT, "", "12345678", TODAY);
    private static final int VERSION_OFFSET = 10;

    @TempDir
    private Path directory;
    private TestServer server;
    private Conversation conversation;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(directory);
        conversation = new Conversation(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldRegisterAPersonByADocumentAndKeepOnlyThePseudonym() throws Exception {
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, document(PASSPORT)));
            assertThat(station.reply()).isEqualTo("ack 1-1");
        }
        final UnsafeBuffer record = new UnsafeBuffer(server.journal.records().get(0));
        final byte[] pseudonym = new byte[Pseudonym.LENGTH];
        record.getBytes(RecordDescriptor.PSEUDONYM_OFFSET, pseudonym);
        assertThat(Pseudonym.of(pseudonym)).isEqualTo(server.keys.pseudonyms().of(PASSPORT));
        assertThat(RecordDescriptor.method(record, 0)).isEqualTo(ScanMethod.DOCUMENT.code());
        assertThat(RecordDescriptor.issueNumber(record, 0)).isZero();
        assertThat(new String(record.byteArray(), StandardCharsets.ISO_8859_1)).doesNotContain("12345678");
    }

    @Test
    void shouldTakeThePersonForTheSameByCodeAndByDocument() throws Exception {
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, document(PASSPORT), code(PASSPORT), code(PERMIT), document(PERMIT)));
            assertThat(station.reply()).isEqualTo("ack 1-4 2:DOUBLE_SCAN 4:DOUBLE_SCAN");
        }
        assertThat(server.journal.verdictsOf(1)).as("two types with the same number are two people")
            .containsExactly("1 ACCEPTED", "2 DOUBLE_SCAN", "3 ACCEPTED", "4 DOUBLE_SCAN");
    }

    @Test
    void shouldTakeTheHolderOfAResidenceCardOf2023ForTheSameByIdNumber() throws Exception {
        final byte[] digits = "911124198103030010".getBytes(StandardCharsets.US_ASCII);
        digits[IdNumber.LENGTH - 1] = IdNumber.checkCharacter(digits, 0);
        final String number = new String(digits, StandardCharsets.US_ASCII);
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, conversation.card(number, "A"),
                document(DocumentNumber.parse(DocumentType.PERMANENT_RESIDENCE, "", number, TODAY))));
            assertThat(station.reply()).isEqualTo("ack 1-2 2:DOUBLE_SCAN");
        }
    }

    @Test
    void shouldRefuseWhatIsNoDocumentInCanonicalForm() throws Exception {
        final byte[] unknownType = document(PASSPORT);
        unknownType[28] = 5;
        final byte[] noState = document(PASSPORT);
        noState[29] = 0;
        final byte[] smallLetter = document(PASSPORT);
        smallLetter[32] = 'a';
        final byte[] afterThePadding = document(PASSPORT);
        afterThePadding[63] = '1';
        final byte[] withIssueCount = document(PERMIT);
        withIssueCount[40] = '0';
        withIssueCount[41] = '1';
        try (RawStation station = conversation.open(1)) {
            station.send(station.scansFrame(1, unknownType, noState, smallLetter, afterThePadding, withIssueCount));
            assertThat(station.reply()).isEqualTo("ack 1-5 1:BAD_DOCUMENT_NUMBER 2:BAD_DOCUMENT_NUMBER"
                + " 3:BAD_DOCUMENT_NUMBER 4:BAD_DOCUMENT_NUMBER 5:BAD_DOCUMENT_NUMBER");
        }
        for (final byte[] record : server.journal.records()) {
            assertThat(new String(record, StandardCharsets.ISO_8859_1)).doesNotContain("12345678").doesNotContain("2345678");
            assertThat(RecordDescriptor.method(new UnsafeBuffer(record), 0)).isEqualTo(ScanMethod.DOCUMENT.code());
        }
    }

    /** Version 0 has no token in Hello; of versions 1 and 2 all frames look as they do now. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldServeStationsFromBeforeDocumentsAsEver(final int version) throws Exception {
        try (RawStation station = server.station()) {
            station.send(ofVersion(version, station.helloFrame(7, 1, System.currentTimeMillis())));
            assertThat(station.reply()).startsWith("welcome 0");
            station.send(ofVersion(version, station.scansFrame(1, conversation.code(1, "A"),
                conversation.card("11010519491231002X", "A"), conversation.card("11010519491231002X", "A"))));
            assertThat(station.reply()).isEqualTo("ack 1-3 3:DOUBLE_SCAN");
            station.send(ofVersion(version, station.pingFrame(5)));
            assertThat(station.reply()).isEqualTo("pong 5");
        }
    }

    private static byte[] ofVersion(final int version, final byte[] frame) {
        frame[VERSION_OFFSET] = (byte) version;
        return frame;
    }

    private static byte[] document(final DocumentNumber document) {
        return RawStation.scan(System.currentTimeMillis(), ScanMethod.DOCUMENT, "A", document.credential());
    }

    private byte[] code(final DocumentNumber document) {
        final long nowMs = System.currentTimeMillis();
        return RawStation.scan(nowMs, ScanMethod.CODE, "A", RawStation.code(server.keys.current(),
            server.keys.pseudonyms().of(document), 1, nowMs / 1000 - 60, CodeDescriptor.FLAG_SELF));
    }
}
