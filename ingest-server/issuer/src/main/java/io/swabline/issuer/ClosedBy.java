package io.swabline.issuer;

/** By whom, or what, an application or a relation was ended. */
public enum ClosedBy {
    GUARDIAN,
    PERSON,
    STAFF,
    /** The child has come of age. */
    AGE,
    /** Nobody answered the application. */
    TIME
}
