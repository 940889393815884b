package io.swabline.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class IssueNumberTest {
    @Test
    void shouldCountSecondsAndGoOnWithinASecond() {
        final long at = Instant.parse("2022-01-02T00:00:07Z").getEpochSecond();

        assertThat(IssueNumber.next(0, at)).isEqualTo(86_407);
        assertThat(IssueNumber.next(86_407, at)).isEqualTo(86_408);
        assertThat(IssueNumber.next(86_408, at + 10)).isEqualTo(86_417);
    }

    @Test
    void shouldNumberCodesFromOneOnThatAreSaidToBeOlder() {
        assertThat(IssueNumber.next(0, 0)).isEqualTo(1);
        assertThat(IssueNumber.next(1, 0)).isEqualTo(2);
    }
}
