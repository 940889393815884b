package io.swabline.system;

import io.swabline.protocol.IdNumber;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** ID numbers of people who do not exist, born relative to today in Shanghai, so that no test grows old. */
final class Residents {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final String REGION = "310101";

    private Residents() {
    }

    static LocalDate today() {
        return LocalDate.now(SHANGHAI);
    }

    /** @param order 1 to 999; tells people of one birthday apart */
    static String bornOn(final LocalDate birthDate, final int order) {
        final String body = REGION + birthDate.format(DateTimeFormatter.BASIC_ISO_DATE) + String.format("%03d", order);
        return body + (char) IdNumber.checkCharacter(body.getBytes(StandardCharsets.US_ASCII), 0);
    }
}
