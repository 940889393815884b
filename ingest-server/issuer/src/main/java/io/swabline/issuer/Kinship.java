package io.swabline.issuer;

/** What the guardian is to the person, as the city's app states it. A choice and no free text. */
public enum Kinship {
    PARENT,
    GRANDPARENT,
    CHILD,
    GRANDCHILD,
    SPOUSE,
    SIBLING,
    LEGAL_GUARDIAN,
    CAREGIVER
}
