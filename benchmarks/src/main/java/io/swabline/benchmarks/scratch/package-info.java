/** Files that benchmarks write and leave nothing of. */
package io.swabline.benchmarks.scratch;
