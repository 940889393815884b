/**
 * The {@code bench} command: JMH suites for the pieces ({@link io.swabline.benchmarks.jmh.JmhCommand}) and the reference workload
 * with real processes for the whole ({@link io.swabline.benchmarks.endtoend.EndToEndCommand}). Whatever it prints stands beside
 * the machine, the flags and the baselines of the same run: machines are noisy, ratios less so.
 */
package io.swabline.benchmarks;
