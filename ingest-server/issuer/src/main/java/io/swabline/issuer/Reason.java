package io.swabline.issuer;

/**
 * Why a person of 18 to 59 cannot apply alone. A choice and no free text, in which names and illnesses would be written.
 */
public enum Reason {
    NO_SMARTPHONE,
    DISABILITY,
    ILLNESS,
    OTHER
}
