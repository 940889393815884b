/** {@code bench fuzz}: the fuzz targets, and the process that runs one of them. */
package io.swabline.benchmarks.fuzz;
