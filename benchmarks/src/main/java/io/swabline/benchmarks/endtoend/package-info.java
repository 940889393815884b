/**
 * The reference workload: a server process and a load generator process over loopback, row after row, each row checked against
 * the journal, and the baselines of the same run.
 */
package io.swabline.benchmarks.endtoend;
