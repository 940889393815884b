/**
 * The journal: every final verdict, kept once, in the order in which it was given. {@link io.swabline.journal.JournalWriter}
 * appends batches of 64-byte records to a Chronicle Queue and forces them to disk; {@link io.swabline.journal.JournalTail}
 * reads them, in this process or another, live or from any earlier position. A position is the running number of a record
 * and stays the same for ever. {@link io.swabline.journal.JournalVerifier} and {@link io.swabline.journal.JournalStats} walk
 * the files without a server.
 */
package io.swabline.journal;
