package io.swabline.loadgen.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MixTest {
    @Test
    void shouldReadAndPrintShares() {
        assertThat(Mix.parse(Mix.STEADY)).hasToString(Mix.STEADY);
        assertThat(Mix.parse("id=2, forged=0.25%")).hasToString("forged=0.25%,id=2%");
        assertThat(Mix.parse("none")).hasToString("none");
        assertThat(Mix.parse("")).hasToString("none");
        assertThat(Mix.parse("retransmit=100%,double=0")).hasToString("retransmit=100%");
    }

    @Test
    void shouldNameWhatIsWrong() {
        assertThatThrownBy(() -> Mix.parse("twice=1%"))
            .hasMessageContaining("\"twice\"").hasMessageContaining("retransmit, double");
        assertThatThrownBy(() -> Mix.parse("double")).hasMessageContaining("NAME=SHARE%");
        assertThatThrownBy(() -> Mix.parse("double=101%")).hasMessageContaining("0% to 100%");
        assertThatThrownBy(() -> Mix.parse("double=x")).hasMessageContaining("0% to 100%");
        assertThatThrownBy(() -> Mix.parse("double=60%,id=60%")).hasMessageContaining("more than 100%");
    }

    @Test
    void shouldChooseKindsByTheirShares() {
        final Mix mix = Mix.parse("retransmit=10%,double=5%,forged=1%,expired=2%,id=20%,bad-id=3%,document=4%,bad-document=2%");
        final int[] counts = new int[ScanKind.values().length];
        int retransmits = 0;
        final SplittableRandom random = new SplittableRandom(7);
        final int draws = 1_000_000;
        for (int i = 0; i < draws; i++) {
            counts[mix.kind(random.nextInt()).ordinal()]++;
            retransmits += mix.isRetransmitted(random.nextInt()) ? 1 : 0;
        }
        for (final ScanKind kind : ScanKind.values()) {
            if (kind != ScanKind.PLAIN) {
                assertThat(counts[kind.ordinal()] / (double) draws).isBetween(mix.share(kind) * 0.97, mix.share(kind) * 1.03);
            }
        }
        assertThat(retransmits / (double) draws).isBetween(0.097, 0.103);
        assertThat(Mix.parse("double=100%").kind(-1)).isEqualTo(ScanKind.DOUBLE);
        assertThat(Mix.parse("none").kind(0)).isEqualTo(ScanKind.PLAIN);
    }
}
