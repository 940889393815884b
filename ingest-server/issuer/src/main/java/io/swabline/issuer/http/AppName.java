package io.swabline.issuer.http;

/**
 * What the pages call the city's app, from which they are opened.
 *
 * @param chinese in Chinese sentences
 * @param english in English sentences
 */
public record AppName(String chinese, String english) {
    /** What a name must be, for messages. */
    public static final String NEEDED = "a name of 1 to 40 characters that can be seen is needed";
    private static final int LENGTH_MAX = 40;

    /** {@link IllegalArgumentException} if one of them is not possible. */
    public AppName {
        if (!isPossible(chinese) || !isPossible(english)) {
            throw new IllegalArgumentException(NEEDED);
        }
    }

    public static AppName defaults() {
        return new AppName("城市应用", "the city's app");
    }

    /** Whether it can be seen: it has no control characters, and none that turn the direction of the writing. */
    public static boolean isPossible(final String name) {
        return !name.isBlank() && name.codePointCount(0, name.length()) <= LENGTH_MAX && name.codePoints().noneMatch(character ->
            Character.isISOControl(character) || Character.getType(character) == Character.FORMAT);
    }
}
