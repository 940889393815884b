package io.swabline.issuer;

/** By what a relation was granted. */
public enum GrantedBy {
    /** By the registry: the person is under 18, or 60 and over. */
    AGE,
    /** By the city's app, which stated the kinship. */
    STATEMENT,
    /** By the person. */
    CONSENT,
    /** By a one-time code of the person. */
    CODE,
    /** By authorised staff. */
    STAFF,
    /** Before relations were applied for. */
    EARLIER
}
