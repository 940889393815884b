package io.swabline.server.wiring;

import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.CreditEncoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.SubscribeEncoder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** What a subscriber says, in bytes. */
final class SubscriberFrames {
    private static final int BODY = FrameDescriptor.LENGTH_FIELD_LENGTH;

    private SubscriberFrames() {
    }

    static byte[] subscribe(final long fromPosition, final long credit, final String name, final String token) {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[256]);
        return finished(frame, new SubscribeEncoder().wrapAndApplyHeader(frame, BODY, new MessageHeaderEncoder())
            .fromPosition(fromPosition).credit(credit).name(name).token(token).limit());
    }

    static byte[] credit(final long records) {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[64]);
        return finished(frame,
            new CreditEncoder().wrapAndApplyHeader(frame, BODY, new MessageHeaderEncoder()).records(records).limit());
    }

    private static byte[] finished(final UnsafeBuffer frame, final int limit) {
        frame.putInt(0, limit - BODY);
        return Arrays.copyOf(frame.byteArray(), limit);
    }
}
