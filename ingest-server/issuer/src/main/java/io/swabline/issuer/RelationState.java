package io.swabline.issuer;

/** What has become of an application for a relation. */
public enum RelationState {
    /** Nobody has answered yet: the guardian has nothing. */
    PENDING,
    /** The guardian may fetch the person's code. */
    GRANTED,
    /** The person, or staff, said no. */
    REFUSED,
    /** It was granted, and is over. */
    ENDED,
    /** Nobody answered in time. */
    EXPIRED
}
