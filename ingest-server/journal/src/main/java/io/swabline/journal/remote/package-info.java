/** Reads a server's journal over the network, as {@link io.swabline.journal.JournalTail} reads it where it lies. */
package io.swabline.journal.remote;
