/**
 * Holds a ledger against the journal, one to one by stream and sequence, and says what does not fit: the proof that an
 * acknowledged scan is kept, once, with the verdict that was sent.
 */
package io.swabline.loadgen.check;
