package io.swabline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swabline.protocol.DocumentFault;
import io.swabline.protocol.Verdict;
import io.swabline.protocol.codec.GoodbyeReason;
import io.swabline.protocol.codec.RefusedReason;
import io.swabline.protocol.codec.RetryReason;
import io.swabline.station.DisconnectCause;
import io.swabline.station.WaitAdvice;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Both files of texts say everything that there is to say, and nothing else. */
class StaffTextsTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Instant NOW = Instant.parse("2022-04-16T00:30:00Z");
    private static final Map<String, Class<? extends Enum<?>>> GROUPS = Map.of(
        "verdict", Verdict.class, "advice", Verdict.class, "unreadable", Unreadable.class, "retry", RetryReason.class,
        "refused", RefusedReason.class, "goodbye", GoodbyeReason.class, "cause", DisconnectCause.class,
        "document", DocumentFault.class, "nameless", MaskedNames.Trouble.class);

    private final StaffTexts zh = new StaffTexts(StaffLanguage.ZH, SHANGHAI);
    private final StaffTexts en = new StaffTexts(StaffLanguage.EN, SHANGHAI);

    @Test
    void shouldSayTheSameThingsInBothLanguages() {
        assertThat(zh.keys()).isEqualTo(en.keys());
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveATextOfEveryVerdictAndReasonAndOfNoOther(final StaffLanguage language) {
        final StaffTexts texts = new StaffTexts(language, SHANGHAI);
        final Set<String> expected = new TreeSet<>(Set.of("verdict.UNREADABLE", "advice.UNREADABLE",
            "advice.UNREADABLE.document", "verdict.NOT_SENT", "advice.NOT_SENT"));
        GROUPS.forEach((group, constants) -> {
            for (final Enum<?> constant : constants.getEnumConstants()) {
                expected.add(group + "." + constant.name());
            }
        });
        final Set<String> there = new TreeSet<>(texts.keys());
        there.removeIf(key -> !GROUPS.containsKey(key.replaceFirst("\\..*", "")) || !key.contains("."));
        assertThat(there).isEqualTo(expected);
        for (final String key : texts.keys()) {
            assertThat(texts.of(key, "a", "b", "c", "d")).as(key).isNotBlank().doesNotContain("{", "}");
        }
    }

    /** Codes, options, settings and names of this product and its protocols stay as they are. */
    @Test
    void shouldBeChinese() {
        for (final String key : zh.keys()) {
            if (!key.startsWith("time.")) {
                final String text = zh.of(key, "", "", "", "");
                final String rest = text.replaceAll(
                    "（[A-Z_]+）|--[a-z-]+|(city|listen)\\.[a-z-]+|swabline stations unblock|TLS|PNG|names 权限", "");
                assertThat(rest).as("%s: %s", key, text).doesNotMatch("(?s).*[A-Za-z].*");
                if (!Set.of("line", "trouble.detail").contains(key)) {
                    assertThat(text).as(key).matches("(?s).*\\p{IsHan}.*");
                }
            }
        }
    }

    @Test
    void shouldSayInEnglishWhatTheLibrariesSay() {
        for (final Verdict verdict : Verdict.values()) {
            assertThat(en.of("advice", verdict)).isEqualTo(verdict.advice());
            assertThat(en.of("verdict", verdict)).isEqualTo(verdict.name());
        }
        for (final RetryReason reason : RetryReason.values()) {
            assertThat(en.of("retry", reason)).isEqualTo(WaitAdvice.of(reason));
        }
        for (final RefusedReason reason : RefusedReason.values()) {
            assertThat(en.of("refused", reason)).isEqualTo(WaitAdvice.of(reason));
        }
    }

    /** No text falls back to another language, nor to its key. */
    @Test
    void shouldFailLoudlyWhereATextIsMissing() {
        assertThatThrownBy(() -> zh.of("advice.NONE")).hasMessage("staff/zh.properties has no advice.NONE");
    }

    @Test
    void shouldShowTheDateOnlyOfAnotherDay() {
        assertThat(en.time(Instant.parse("2022-04-15T16:00:05Z"), NOW)).isEqualTo("00:00:05");
        assertThat(en.time(Instant.parse("2022-04-15T15:59:59Z"), NOW)).isEqualTo("2022-04-15 23:59:59");
        assertThat(zh.time(Instant.parse("2022-04-15T16:00:05Z"), NOW)).isEqualTo("00:00:05");
        assertThat(zh.time(Instant.parse("2022-04-05T15:59:59Z"), NOW)).isEqualTo("2022年4月5日 23:59:59");
    }

    @Test
    void shouldNameWhereScansCameFrom() {
        assertThat(List.of(zh.source("line 3"), zh.source("/tmp/a b.txt line 12"), zh.source("argument 1"),
            zh.source("standard input"), zh.source("code.png")))
            .containsExactly("第 3 行", "/tmp/a b.txt 第 12 行", "第 1 个参数", "标准输入", "code.png");
        for (final String source : List.of("line 3", "/tmp/a b.txt line 12", "argument 1", "standard input", "line x")) {
            assertThat(en.source(source)).isEqualTo(source);
        }
    }

    /** Whatever a conversation can end with, staff read it in their language. */
    @Test
    void shouldTellOfEveryTroubleWithAConnection() {
        final List<ConnectionTrouble> troubles = new ArrayList<>();
        for (final RefusedReason reason : RefusedReason.values()) {
            troubles.add(new ConnectionTrouble(DisconnectCause.REFUSED, reason.name()));
        }
        for (final GoodbyeReason reason : GoodbyeReason.values()) {
            troubles.add(new ConnectionTrouble(DisconnectCause.GOODBYE, reason.name()));
        }
        for (final DisconnectCause cause : DisconnectCause.values()) {
            troubles.add(new ConnectionTrouble(cause, null));
            troubles.add(new ConnectionTrouble(cause, "TLS: bad certificate"));
            troubles.add(new ConnectionTrouble(cause, "Connection refused: /127.0.0.1:1"));
        }
        for (final ConnectionTrouble trouble : troubles) {
            assertThat(trouble.in(zh)).as("%s", trouble).matches(".*\\p{IsHan}.*");
            assertThat(trouble.in(en)).as("%s", trouble).isNotBlank().doesNotMatch(".*\\p{IsHan}.*");
        }
    }

    @ParameterizedTest
    @CsvSource({"zh_CN.UTF-8,ZH", "zh,ZH", "ZH_TW,ZH", "zh-Hans,ZH", "en_GB.UTF-8,EN", "C,EN", "zhx,EN", "'',EN"})
    void shouldTakeTheLanguageOfTheLocale(final String locale, final StaffLanguage language) {
        assertThat(StaffLanguage.ofLocale(locale)).isEqualTo(language);
    }

    @Test
    void shouldTakeTheFirstLocaleThatSaysAnything() {
        assertThat(Console.localeOf(Map.of("LANG", "zh_CN", "LC_MESSAGES", "en_GB"))).isEqualTo("en_GB");
        assertThat(Console.localeOf(Map.of("LANG", "zh_CN", "LC_ALL", "", "LC_MESSAGES", ""))).isEqualTo("zh_CN");
        assertThat(Console.localeOf(Map.of("LC_ALL", "C", "LANG", "zh_CN", "SWABLINE_LOCALE", "zh_TW"))).isEqualTo("zh_TW");
        assertThat(Console.localeOf(Map.of())).isEmpty();
    }
}
