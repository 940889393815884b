package io.swabline.issuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long an answer may wait for whoever asked, by a clock moved by hand. */
class SlowReaderTest {
    private static final long PATIENCE_MS = 10_000;
    private static final int ANSWER_LENGTH = 64 * 1_000;
    /** At 64 bytes a millisecond. */
    private static final long READING_MS = 1_000;

    private final UnreadAnswers.Total total = new UnreadAnswers.Total();
    private final EmbeddedChannel channel = new EmbeddedChannel(new UnreadAnswers(total, PATIENCE_MS));

    SlowReaderTest() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void shouldCloseWhoDoesNotReadInTime() {
        answerUnread();
        pass(PATIENCE_MS + READING_MS - 1);
        assertThat(channel.isOpen()).isTrue();
        assertThat(total.bytes()).isEqualTo(ANSWER_LENGTH);

        pass(1);
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
        assertThat(total.bytes()).as("what was held is given back").isZero();
    }

    @Test
    void shouldForgetAnAnswerThatWasRead() {
        answerUnread();
        pass(PATIENCE_MS);
        channel.flush();
        assertThat(total.bytes()).isZero();

        pass(10 * PATIENCE_MS);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void shouldJudgeEachAnswerByItsOwnTime() {
        answerUnread();
        pass(PATIENCE_MS);
        channel.flush();
        answerUnread();
        pass(PATIENCE_MS);
        assertThat(channel.isOpen()).isTrue();
        pass(READING_MS);
        assertThat(channel.isOpen()).isFalse();
    }

    /** Written and not flushed: the embedded channel has no socket that could be full. */
    private void answerUnread() {
        channel.write(new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(new byte[ANSWER_LENGTH])));
    }

    private void pass(final long ms) {
        channel.advanceTimeBy(ms, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }
}
