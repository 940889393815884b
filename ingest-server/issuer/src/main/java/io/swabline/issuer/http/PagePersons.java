package io.swabline.issuer.http;

import io.swabline.protocol.PersonPseudonyms;
import io.swabline.protocol.Pseudonym;
import io.swabline.protocol.SamplingKeys;
import java.util.function.Supplier;

/**
 * What the pages call people: a resident who can name a relative by ID number must not learn by which pseudonym a journal has
 * that person. The same as long as the pepper is, so that phones keep what they have over a restart. Any thread.
 */
final class PagePersons {
    private final Supplier<SamplingKeys> keys;
    private SamplingKeys keysOfPseudonyms;
    private PersonPseudonyms pseudonyms;

    PagePersons(final Supplier<SamplingKeys> keys) {
        this.keys = keys;
    }

    synchronized String id(final Pseudonym person) {
        final SamplingKeys now = keys.get();
        if (now != keysOfPseudonyms) {
            pseudonyms = now.pseudonyms();
            keysOfPseudonyms = now;
        }
        return CodeAnswers.hex(pseudonyms.forPages(person));
    }
}
