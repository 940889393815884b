/**
 * The {@code bench} command: JMH suites for the pieces ({@link io.swabline.benchmarks.jmh.JmhCommand}). Whatever it prints
 * stands beside the machine and the flags.
 */
package io.swabline.benchmarks;
