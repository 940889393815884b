/**
 * A disk that is none: files in memory that know what of them was forced, behind the interfaces of {@code java.nio.file}, so
 * that the journal's own code reads, writes and recovers on it. A power cut leaves any state that the forced writes allow.
 */
package io.swabline.benchmarks.simulation.disk;
