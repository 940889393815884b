/** Benchmarks that need the edge's package-private classes; part of the benchmarks module, not of the server. */
package io.swabline.server.edge;
