/** Fuzz targets and parts of the simulation that need this package's package-private classes; part of the benchmarks module. */
package io.swabline.journal;
