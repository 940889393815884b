/**
 * Chaos: a server that is killed again and again under load, and the proof that nothing was lost, duplicated or wrong.
 *
 * <pre>
 *   stations ─► CuttingProxy ─► ServerProcess ─► journal ─► FollowingTail
 *      │                            ▲                           │
 *      └─ ledger                 KillPlan                       │
 *           └──────────── ChaosRun: check, verify, compare ◄────┘
 * </pre>
 */
package io.swabline.loadgen.chaos;
