package io.swabline.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesLimitTest {
    @Test
    void shouldReadTheLimitThatHoldsNow() {
        assertThat(OpenFilesLimit.of("""
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             95000                95000                processes
            Max open files            20000                30000                files
            """)).isEqualTo(20_000);
        assertThat(OpenFilesLimit.of("Max open files            unlimited            unlimited            files\n"))
            .isEqualTo(Long.MAX_VALUE);
        assertThat(OpenFilesLimit.ofThisProcess()).isPositive();
    }
}
