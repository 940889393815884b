/**
 * The load generator: thousands of stations on few threads, an open-loop schedule whose latencies count from the time at which a
 * scan was due, and a ledger of every verdict that {@code check} holds against the journal.
 *
 * <pre>
 *   Schedule ─► LoadThread ─► StationLoad ─► Station ─► server
 *                   ▲  ScanMaker: scans, foretold verdicts  │
 *   LoadReport ◄─ Measurements ◄─ Answers ◄─────────────────┘
 *                                    └─► ledger ─► check ◄─ journal
 * </pre>
 */
package io.swabline.loadgen;
