/**
 * Deduplication: a pure, single-writer state machine over scans and their times. Told apart are a scan sent again (by
 * stream and sequence) and a person scanned again (by pseudonym and window). The same code decides about a scan and
 * rebuilds the state from the journal, so that record and state never disagree.
 */
package io.swabline.server.dedup;
