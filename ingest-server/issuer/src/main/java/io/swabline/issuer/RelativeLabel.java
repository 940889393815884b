package io.swabline.issuer;

/**
 * By what a guardian tells relatives apart whose masked names are the same.
 *
 * @param numberEnd at most the last four characters of the number by which the guardian named the relative; null for none
 * @param nickname  1 to 20 characters of the guardian's own, see {@link #isNickname}; null for none
 */
public record RelativeLabel(String numberEnd, String nickname) {
    public static final RelativeLabel NONE = new RelativeLabel(null, null);
    private static final int NICKNAME_LENGTH_MAX = 20;

    public static RelativeLabel ofNumberEnd(final String numberEnd) {
        return new RelativeLabel(numberEnd, null);
    }

    /** The same with another nickname; null takes it away. */
    public RelativeLabel named(final String other) {
        return new RelativeLabel(numberEnd, other);
    }

    /** With what is said of another; what that leaves out stays as it is. */
    RelativeLabel with(final RelativeLabel other) {
        return new RelativeLabel(other.numberEnd == null ? numberEnd : other.numberEnd,
            other.nickname == null ? nickname : other.nickname);
    }

    /** Whether a guardian may choose it: 1 to 20 characters that can be seen, with no space at either end. */
    public static boolean isNickname(final String text) {
        return !text.isEmpty() && text.equals(text.strip()) && text.codePointCount(0, text.length()) <= NICKNAME_LENGTH_MAX
            && text.codePoints().noneMatch(RelativeLabel::isHidden);
    }

    /** Control characters, halves of characters, and what turns the direction of the writing around it. */
    private static boolean isHidden(final int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Not what it says. */
    @Override
    public String toString() {
        return "a relative's label";
    }
}
