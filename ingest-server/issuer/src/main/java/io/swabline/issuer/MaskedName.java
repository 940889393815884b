package io.swabline.issuer;

import java.util.Arrays;
import java.util.Set;

/**
 * What is kept of a name: enough for the holder to recognise, too little for others. Of a Chinese name the surname, 张三丰 →
 * 张**, of compound surnames both characters, 欧阳娜娜 → 欧阳**; of others the first letter of each word, Ann Smith → A** S**. There
 * are never more than two stars, so that a name's length does not show. Pure functions; no copy of the name outlives a call.
 */
public final class MaskedName {
    private static final int LENGTH_MAX = 60;
    private static final int WORDS_MAX = 5;
    private static final int STARS_MAX = 2;
    /** What joins the parts of names, beside letters: of Uyghurs, of foreigners. */
    private static final String JOINTS = " ·•・.-'’";
    private static final Set<String> COMPOUND_SURNAMES = Set.of(
        "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "夏侯", "司徒", "皇甫", "尉迟", "尉遲", "公孙", "公孫", "慕容", "令狐",
        "宇文", "长孙", "長孫", "东方", "東方", "独孤", "獨孤", "南宫", "南宮", "端木", "百里", "呼延", "轩辕", "軒轅", "澹台", "澹臺",
        "公冶", "宗政", "濮阳", "濮陽", "淳于", "单于", "單于", "太叔", "申屠", "仲孙", "仲孫", "钟离", "鍾離", "司空", "闻人", "聞人",
        "第五", "赫连", "赫連", "拓跋", "西门", "西門", "东郭", "東郭", "万俟", "萬俟", "鲜于", "鮮于", "闾丘", "閭丘", "乐正", "樂正");

    private MaskedName() {
    }

    /**
     * The masked name. Control characters are left out. {@link PersonException} unless 2 to 60 letters are left, which may have
     * spaces, points, hyphens and apostrophes between them.
     */
    public static String of(final char[] name) {
        final int[] characters = new int[Math.min(name.length, LENGTH_MAX + 1)];
        try {
            return masked(characters, read(name, characters));
        } finally {
            Arrays.fill(characters, 0);
        }
    }

    private static String masked(final int[] characters, final int count) {
        if (Character.UnicodeScript.of(characters[0]) != Character.UnicodeScript.HAN) {
            return initials(characters, count);
        }
        final String firstTwo = new String(characters, 0, 2);
        final int surname = count > 2 && COMPOUND_SURNAMES.contains(firstTwo) ? 2 : 1;
        return new String(characters, 0, surname) + "*".repeat(Math.min(STARS_MAX, count - surname));
    }

    private static String initials(final int[] characters, final int count) {
        final StringBuilder masked = new StringBuilder();
        int words = 0;
        for (int start = 0; start < count && words < WORDS_MAX; words++) {
            int end = start;
            while (end < count && characters[end] != ' ') {
                end++;
            }
            masked.append(words == 0 ? "" : " ").appendCodePoint(characters[start])
                .append("*".repeat(Math.min(STARS_MAX, end - start - 1)));
            start = end + 1;
        }
        return masked.toString();
    }

    /** The characters that count, single spaces between words and none at the ends; how many. */
    private static int read(final char[] name, final int[] characters) {
        int count = 0;
        boolean isSpaceAhead = false;
        for (int i = 0; i < name.length; i += Character.charCount(Character.codePointAt(name, i))) {
            final int character = Character.codePointAt(name, i);
            if (Character.isSpaceChar(character)) {
                isSpaceAhead = count > 0;
            } else if (!isControl(character)) {
                if (count + (isSpaceAhead ? 2 : 1) > LENGTH_MAX || !isPossible(character, count == 0 || isSpaceAhead)) {
                    throw refused();
                }
                if (isSpaceAhead) {
                    characters[count++] = ' ';
                }
                characters[count++] = character;
                isSpaceAhead = false;
            }
        }
        if (count < 2) {
            throw refused();
        }
        return count;
    }

    private static boolean isControl(final int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.FORMAT;
    }

    private static boolean isPossible(final int character, final boolean isFirstOfWord) {
        return Character.isLetter(character) || !isFirstOfWord && (JOINTS.indexOf(character) >= 0 || isMark(character));
    }

    private static boolean isMark(final int character) {
        final int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static PersonException refused() {
        return new PersonException(PersonException.Field.NAME,
            "a name has 2 to " + LENGTH_MAX + " letters; between them may be spaces, points, hyphens and apostrophes");
    }
}
