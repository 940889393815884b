/**
 * JMH benchmarks of the pieces on the way of a scan. All figures are per scan, in nanoseconds, from a fork with the server's
 * own flags. Benchmarks of package-private stages lie in those stages' packages, here in this module's sources.
 */
package io.swabline.benchmarks.jmh;
