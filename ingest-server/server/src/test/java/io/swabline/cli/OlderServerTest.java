package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.swabline.protocol.FrameDescriptor;
import io.swabline.protocol.codec.DurabilityCode;
import io.swabline.protocol.codec.GoodbyeDecoder;
import io.swabline.protocol.codec.HelloDecoder;
import io.swabline.protocol.codec.MessageHeaderDecoder;
import io.swabline.protocol.codec.MessageHeaderEncoder;
import io.swabline.protocol.codec.WelcomeEncoder;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** {@code station send} with a server from before documents. */
class OlderServerTest {
    private static final int VERSION = 2;

    @Test
    void shouldSayThatTheServerIsTooOldForADocumentAndSendNothing() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            final CompletableFuture<List<Integer>> heard = CompletableFuture.supplyAsync(() -> welcomeAndListen(listener));

            final CommandRun run = CommandRun.withInput("passport:GBR:12345678\n",
                "station", "send", "--port", listener.getLocalPort(), "--sample", "A", "--timeout", "30s");

            assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.CHECK_FAILED);
            assertThat(run.out()).startsWith("line 1: NOT_SENT: The server is too old").hasLineCount(1);
            assertThat(run.err()).isEmpty();
            assertThat(heard.get(30, TimeUnit.SECONDS)).containsExactly(HelloDecoder.TEMPLATE_ID, GoodbyeDecoder.TEMPLATE_ID);
        }
    }

    /** The templates of the frames that the station sends. */
    private static List<Integer> welcomeAndListen(final ServerSocket listener) {
        final List<Integer> templates = new ArrayList<>();
        try (Socket socket = listener.accept()) {
            final DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                final byte[] frame = new byte[Integer.reverseBytes(in.readInt())];
                in.readFully(frame);
                final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(new UnsafeBuffer(frame), 0);
                assertThat(header.version()).isLessThanOrEqualTo(VERSION);
                templates.add(header.templateId());
                if (header.templateId() == HelloDecoder.TEMPLATE_ID) {
                    socket.getOutputStream().write(welcome());
                }
            }
        } catch (final EOFException end) {
            return templates;
        } catch (final IOException e) {
            throw new AssertionError("heard " + templates, e);
        }
    }

    private static byte[] welcome() {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[64]);
        final MessageHeaderEncoder header = new MessageHeaderEncoder();
        final WelcomeEncoder welcome = new WelcomeEncoder().wrapAndApplyHeader(frame, FrameDescriptor.LENGTH_FIELD_LENGTH, header)
            .serverTime(1).lastSequence(0).credit(64).durability(DurabilityCode.DISK);
        header.version(VERSION);
        frame.putInt(0, welcome.limit() - FrameDescriptor.LENGTH_FIELD_LENGTH, ByteOrder.LITTLE_ENDIAN);
        return Arrays.copyOf(frame.byteArray(), welcome.limit());
    }
}
