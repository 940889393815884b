package io.swabline.cli;

import java.util.Locale;

/** In which language a terminal speaks to its staff. */
enum StaffLanguage {
    ZH,
    EN;

    /** Chinese where a locale such as {@code zh_CN.UTF-8} says so, else English. */
    static StaffLanguage ofLocale(final String locale) {
        return locale.toLowerCase(Locale.ROOT).matches("zh([_.@-].*)?") ? ZH : EN;
    }

    /** The name of its texts' file. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
