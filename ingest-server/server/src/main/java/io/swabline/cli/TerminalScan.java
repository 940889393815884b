package io.swabline.cli;

import io.swabline.issuer.Eligibility;
import io.swabline.protocol.DocumentText;
import io.swabline.protocol.IdNumber;
import io.swabline.protocol.SampleId;
import io.swabline.protocol.SamplingCode;
import io.swabline.protocol.ScanDescriptor;
import io.swabline.protocol.ScanMethod;
import java.time.Instant;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One scan as a terminal makes it. The credential is never printed, and forgotten when the scan has its verdict.
 *
 * @param source     how the user knows what was scanned
 * @param sampleId   the tube
 * @param method     how the person was identified
 * @param credential 36 bytes: the code's core, the ID number, or the document
 */
record TerminalScan(String source, String sampleId, ScanMethod method, byte[] credential) {
    /** {@link IllegalArgumentException} saying what is wrong if the input holds no scan. */
    static TerminalScan of(final Inputs.Input input, final String sampleId, final ScanMethod idMethod) {
        return switch (input.kind()) {
            case CODE -> new TerminalScan(
                input.source(), sampleId, ScanMethod.CODE, SamplingCode.parse(input.text()).core());
            case ID_NUMBER -> {
                final byte[] credential = new byte[ScanDescriptor.CREDENTIAL_LENGTH];
                IdNumber.putCredential(input.text(), new UnsafeBuffer(credential), 0);
                yield new TerminalScan(input.source(), sampleId, idMethod, credential);
            }
            case DOCUMENT -> new TerminalScan(input.source(), sampleId, ScanMethod.DOCUMENT,
                DocumentText.parse(input.text(), Eligibility.today(Instant.now()).toEpochDay()).credential());
            case UNREADABLE -> throw new IllegalArgumentException(input.text());
        };
    }

    void putSampleId(final MutableDirectBuffer buffer, final int offset) {
        SampleId.put(sampleId, buffer, offset);
    }

    /** It was answered: what identified the person is not needed any more. */
    void forgetCredential() {
        Arrays.fill(credential, (byte) 0);
    }

    @Override
    public String toString() {
        return source;
    }
}
