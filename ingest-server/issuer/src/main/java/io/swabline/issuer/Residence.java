package io.swabline.issuer;

/** Where a relative lives; both may be registered. */
public enum Residence {
    CITY,
    ELSEWHERE
}
