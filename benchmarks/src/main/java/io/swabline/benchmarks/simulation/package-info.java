/**
 * A deterministic simulation of the pipeline's core: one thread, one seed, simulated time. Stages, deduplication, journal writer,
 * recovery, tail, edge connections and stations are the real ones; sockets, clocks, threads and the disk are not.
 *
 * <pre>
 *   Terminal ─► Link ─► SimulatedServer: edge ─► ring ─► validate ─► dedup ─► append │ sync ─► reply
 *      │                                                                  └─► SimulatedDisk
 *      └──────────────► Oracle ◄── JournalCheck ◄──── tail ◄──────────────────┘
 * </pre>
 */
package io.swabline.benchmarks.simulation;
