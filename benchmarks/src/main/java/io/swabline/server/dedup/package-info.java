/** Benchmarks that need deduplication's package-private classes; part of the benchmarks module, not of the server. */
package io.swabline.server.dedup;
