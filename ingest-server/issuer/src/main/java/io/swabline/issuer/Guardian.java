package io.swabline.issuer;

/**
 * Somebody who applied for a relation to a person, as that person sees it.
 *
 * @param id         of the relation
 * @param maskedName of the guardian
 * @param statedName the person's masked name as the guardian gave it; for staff
 * @param reason     why the person cannot apply alone, as the guardian states it; null if none is needed
 * @param standing   whether it is granted, by what, and what ended it
 */
public record Guardian(String id, String maskedName, String statedName, Reason reason, Standing standing) {
}
