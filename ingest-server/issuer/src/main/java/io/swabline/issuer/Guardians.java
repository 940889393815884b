package io.swabline.issuer;

import java.util.List;

/**
 * Who may fetch a person's code.
 *
 * @param current     granted and pending, the newest first
 * @param past        refused and ended, the newest first
 * @param consentOnly whether nobody is granted any more by age alone, since the person, or staff, ended or refused one
 */
public record Guardians(List<Guardian> current, List<Guardian> past, boolean consentOnly) {
}
