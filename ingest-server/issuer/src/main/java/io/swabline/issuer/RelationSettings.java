package io.swabline.issuer;

/**
 * What a desk needs to know about relations.
 *
 * @param grant                 by what those under 18 and of 60 and over are granted
 * @param relativesMax          relatives of one guardian, granted and pending, 1 and up
 * @param guardiansMax          guardians of one person, granted, 1 and up
 * @param applicationsPerDayMax applications of one guardian on one day in Shanghai, 1 and up
 */
public record RelationSettings(Grant grant, int relativesMax, int guardiansMax, int applicationsPerDayMax) {
    /** By what those under 18 and of 60 and over are granted. */
    public enum Grant {
        /** By their birth date, and the name where one is registered. */
        REGISTRY,
        /** By a statement of the city's app only, or as everybody else. */
        STATEMENT
    }

    /** Checks the ranges; {@link IllegalArgumentException} names the setting that is out of its own. */
    public RelationSettings {
        requirePositive("relatives of a guardian", relativesMax);
        requirePositive("guardians of a person", guardiansMax);
        requirePositive("applications a day", applicationsPerDayMax);
    }

    public static RelationSettings defaults() {
        return new RelationSettings(Grant.REGISTRY, 10, 10, 20);
    }

    /** The same with another limit of relatives. */
    public RelationSettings withRelativesMax(final int max) {
        return new RelationSettings(grant, max, guardiansMax, applicationsPerDayMax);
    }

    private static void requirePositive(final String what, final int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": 1 and up, not " + value);
        }
    }
}
