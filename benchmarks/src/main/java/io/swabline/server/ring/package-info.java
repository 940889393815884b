/** Fuzz targets that need this package's package-private classes; part of the benchmarks module. */
package io.swabline.server.ring;
